//! The engine worker's module. All it does is start `feltbog_client::engine`.

fn main() {
    // In what phones get a panic is a bare trap: there is no message to show.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    feltbog_client::engine::start();
}
