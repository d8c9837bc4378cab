//! The two outputs: results on standard output, everything else on standard error. A closed pipe is no fault.

use alfa_copilot::Problem;
use std::io::{self, IsTerminal, Write};

/// A line of the result.
pub(crate) fn out(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// A line of the result that is to arrive: where it does not, whoever wrote it must keep what it was made of.
///
/// # Errors
/// `output_unwritable`
pub(crate) fn delivered(text: &str) -> Result<(), Problem> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(|error| {
        Problem::new(
            "output_unwritable",
            format!("Não consegui escrever o resultado: {error}."),
            "Confira para onde vai a saída e dê o comando de novo; o resultado continua na nuvem.",
        )
    })
}

/// A line for the person.
pub(crate) fn error_line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A line that the next one of its kind overwrites, where standard error is a terminal; elsewhere nothing.
pub(crate) fn passing_line(text: &str) {
    let stderr = io::stderr();
    if stderr.is_terminal() {
        let mut stderr = stderr.lock();
        let _ = write!(stderr, "\r\x1b[K{text}");
        let _ = stderr.flush();
    }
}

/// Ends a line that could be overwritten.
pub(crate) fn end_passing_line() {
    let stderr = io::stderr();
    if stderr.is_terminal() {
        let _ = write!(stderr.lock(), "\r\x1b[K");
    }
}

/// A problem: what happened and what to do.
pub(crate) fn problem(problem: &Problem) {
    error_line(&problem.sentence());
    error_line(&format!("({})", problem.code));
}
