//! Builds again when the migrations or the embedded client change.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../target/client/version.txt");
}
