//! The engine worker's module. All it does is start `feltbog_client::engine`.

fn main() {
    console_error_panic_hook::set_once();
    feltbog_client::engine::start();
}
