//! Builds again when the migrations change, and in a release when the embedded client does. A development build reads the
//! client's files while it runs, from a folder that must be there when it is compiled.

use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../target/client/version.txt");
    }
    if let Err(error) = fs::create_dir_all("../target/client") {
        println!("cargo:warning=the client's folder cannot be made: {error}");
    }
}
