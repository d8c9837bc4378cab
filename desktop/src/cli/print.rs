//! The two outputs: results on standard output, everything else on standard error. A closed pipe is no fault.

use alfa_copilot::Problem;
use std::io::{self, IsTerminal, Write};

/// A line of the result.
pub(crate) fn out(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
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
