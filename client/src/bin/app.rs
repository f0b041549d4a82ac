//! The screen's module.

fn main() {
    feltbog_client::app::run();
}
