//! What is printed, and how each step ended.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the program's whole user interface")]

use std::process::Command;
use std::time::{Duration, Instant};

/// Why a command stops, as a sentence for people.
#[derive(Debug)]
pub struct Stopped(pub String);

/// Prints the command's own result.
pub fn say(text: &str) {
    println!("{text}");
}

/// Prints a complaint.
pub fn complain(text: &str) {
    eprintln!("{text}");
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// Not done, and why.
    Skipped(String),
}

/// The steps of one command.
#[derive(Debug, Default)]
pub struct Steps {
    done: Vec<(String, Outcome, Duration)>,
}

impl Steps {
    /// Does a step: its title, then whatever it prints, then how it ended.
    pub fn step(&mut self, title: &str, what: impl FnOnce() -> Outcome) -> Outcome {
        println!("\n==> {title}");
        let begun = Instant::now();
        let outcome = what();
        let took = begun.elapsed();
        match &outcome {
            Outcome::Passed => println!("    pronto em {}", duration(took)),
            Outcome::Failed => println!("    FALHOU depois de {}", duration(took)),
            Outcome::Skipped(why) => println!("    pulado: {why}"),
        }
        self.done.push((title.to_owned(), outcome.clone(), took));
        outcome
    }

    /// As [`Steps::step`], but nothing goes on after a failure.
    pub fn must(&mut self, title: &str, what: impl FnOnce() -> Outcome) -> Result<(), Stopped> {
        match self.step(title, what) {
            Outcome::Failed => Err(Stopped(format!("Parei em “{title}”. O motivo está acima."))),
            _ => Ok(()),
        }
    }

    /// The end of a command that does all its steps whatever becomes of them.
    pub fn summary(&self) -> Result<(), Stopped> {
        println!("\n==> Resumo");
        for line in self.lines() {
            println!("    {line}");
        }
        let failed = self.done.iter().filter(|(_, outcome, _)| *outcome == Outcome::Failed).count();
        match failed {
            0 => Ok(()),
            1 => Err(Stopped("Uma etapa falhou.".to_owned())),
            many => Err(Stopped(format!("{many} etapas falharam."))),
        }
    }

    fn lines(&self) -> Vec<String> {
        let line = |(title, outcome, took): &(String, Outcome, Duration)| match outcome {
            Outcome::Passed => format!("ok      {title} ({})", duration(*took)),
            Outcome::Failed => format!("FALHOU  {title} ({})", duration(*took)),
            Outcome::Skipped(why) => format!("pulado  {title}: {why}"),
        };
        self.done.iter().map(line).collect()
    }
}

/// Runs a program with this one's terminal.
pub fn run(command: &mut Command) -> Outcome {
    let line = written(command);
    println!("    $ {line}");
    match command.status() {
        Ok(status) if status.success() => Outcome::Passed,
        Ok(_) => Outcome::Failed,
        Err(error) => {
            eprintln!("    {}: {error}", command.get_program().to_string_lossy());
            Outcome::Failed
        }
    }
}

/// A command as one would type it.
fn written(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = |word: &std::ffi::OsStr| {
        let word = word.to_string_lossy();
        if word.is_empty() || word.contains(' ') { format!("'{word}'") } else { word.into_owned() }
    };
    words.map(quoted).collect::<Vec<_>>().join(" ")
}

fn duration(took: Duration) -> String {
    match took.as_secs() {
        0 => format!("{} ms", took.as_millis()),
        seconds @ 1..=59 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_fails_when_a_step_failed_and_not_when_one_was_skipped() {
        let mut steps = Steps::default();
        steps.step("a", || Outcome::Passed);
        steps.step("b", || Outcome::Skipped("não há".into()));
        assert!(steps.summary().is_ok());
        steps.step("c", || Outcome::Failed);
        assert!(steps.summary().unwrap_err().0.contains("Uma etapa"));
        let lines = steps.lines();
        assert!(
            lines[0].starts_with("ok      a") && lines[1] == "pulado  b: não há" && lines[2].starts_with("FALHOU  c")
        );
    }

    #[test]
    fn what_must_work_stops_the_command_and_names_the_step() {
        let mut steps = Steps::default();
        assert!(steps.must("Pacotes", || Outcome::Passed).is_ok());
        assert!(steps.must("Compilação", || Outcome::Failed).unwrap_err().0.contains("Compilação"));
    }

    #[test]
    fn durations_are_written_as_people_say_them() {
        assert_eq!(duration(Duration::from_millis(250)), "250 ms");
        assert_eq!(duration(Duration::from_secs(59)), "59 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 5 s");
    }

    #[test]
    fn commands_are_shown_as_they_are_typed() {
        let mut command = Command::new("alfa");
        command.args(["ask", "preço do bitcoin", ""]);
        assert_eq!(written(&command), "alfa ask 'preço do bitcoin' ''");
    }

    #[test]
    fn a_program_that_is_not_there_fails_its_step() {
        assert_eq!(run(&mut Command::new("um-programa-que-nao-existe")), Outcome::Failed);
        let program = std::env::current_exe().unwrap();
        assert_eq!(run(Command::new(program).arg("--list").stdout(std::process::Stdio::null())), Outcome::Passed);
    }
}
