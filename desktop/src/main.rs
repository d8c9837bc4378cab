//! The command line `alfa`.

fn main() -> std::process::ExitCode {
    alfa_desktop::cli::main()
}
