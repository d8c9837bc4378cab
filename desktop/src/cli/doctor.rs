//! `alfa doctor`: what works on this computer and what does not, each with what to do.

use super::arguments::Doctor;
use super::{Done, Failure, print};
use crate::app::{App, AppOptions};
use crate::audio::devices;
use crate::models::Status;
use crate::secrets::Location;
use alfa_copilot::Problem;

pub(super) async fn run(arguments: Doctor) -> Done {
    let mut healthy = true;
    let (app, notices) = App::open(AppOptions { market: arguments.market.market, ..AppOptions::default() }).await?;
    super::ask::tell(&notices);
    print::out(&format!("dados: {}", app.paths.data.display()));
    match devices().await {
        Ok(devices) => {
            let names = |list: &[crate::audio::DeviceInfo]| {
                if list.is_empty() {
                    "nenhum".to_owned()
                } else {
                    list.iter().map(|d| d.name.clone()).collect::<Vec<_>>().join(", ")
                }
            };
            print::out(&format!("microfones: {}", names(&devices.inputs)));
            print::out(&format!("saídas de som: {}", names(&devices.outputs)));
        }
        Err(error) => {
            healthy = false;
            report("som", &error.into());
        }
    }
    for model in app.models.catalogue().defaults() {
        match app.models.status(&model.id).map_err(Problem::from)? {
            Status::Present { .. } | Status::Shipped => print::out(&format!("modelo {}: aqui", model.id)),
            Status::Partial { .. } | Status::Missing => {
                healthy = false;
                print::out(&format!("modelo {}: falta; baixe com “alfa models pull”", model.id));
            }
        }
    }
    print::out(&match app.secrets.location().await {
        Location::Memory(_) => "chaveiro: não há; chaves valem só pela variável de ambiente".to_owned(),
        _ => "chaveiro: funciona".to_owned(),
    });
    if app.market.simulated() {
        print::out("mercado: simulado");
    } else {
        let mut any = false;
        for source in app.market.health().await {
            match source.answered {
                Ok(time) => {
                    any = true;
                    print::out(&format!("fonte {}: responde em {} ms", source.source, time.as_millis()));
                }
                Err(problem) => print::out(&format!("fonte {}: {problem}", source.source)),
            }
        }
        if !any {
            healthy = false;
            print::out("mercado: nenhuma fonte responde; confira a internet");
        }
    }
    for figure in app.store.latency(None).await? {
        print::out(&format!(
            "latência {}: p50 {:.0} ms, p95 {:.0} ms ({} turnos)",
            figure.stage.as_str(),
            figure.p50,
            figure.p95,
            figure.turns
        ));
    }
    if healthy { Ok(()) } else { Err(Failure::Said) }
}

fn report(what: &str, problem: &Problem) {
    print::out(&format!("{what}: {}", problem.sentence()));
}
