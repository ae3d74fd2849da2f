//! The doctor's two examinations that ask somebody: an endpoint, and the way through the tunnel.

use hooktrail_domain::signal::Platform;

use super::*;
use crate::clock::random_token;
use crate::doctor::{self, CHECKS, Check, Doctor, Examined, Finding, Subject};
use crate::engine::Engine;
use crate::secrets::Secret;

pub(super) async fn endpoint(request: DoctorEndpoint) -> Result<DoctorReport, ApiError> {
    let wanted = request.checks.iter().map(|word| {
        Check::from_word(word).ok_or_else(|| {
            let known: Vec<&str> = CHECKS.iter().map(|check| check.word()).collect();
            ApiError::invalid(format!("{word:?} is none of {}.", known.join(", ")))
        })
    });
    let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
    let checks = if wanted.is_empty() { CHECKS.to_vec() } else { wanted };
    let subject = Subject {
        url: doctor::endpoint(&request.url).map_err(ApiError::invalid)?,
        platform: platform(&request.platform)?,
        verify_token: request.verify_token.filter(|token| !token.is_empty()),
        secret: request.secret.map(|secret| Secret::new(secret.expose().trim())),
    };
    let random = random_token().map_err(|error| ApiError::internal(error.to_string()))?;
    let doctor = Doctor::new().map_err(ApiError::internal)?;
    let examined = doctor.examine(&subject, &checks, &random).await;
    Ok(DoctorReport { rows: examined.into_iter().map(DoctorRow::from).collect() })
}

pub(super) async fn tunnel(
    engine: &Engine,
    request: DoctorTunnel,
) -> Result<DoctorReport, ApiError> {
    let mut url = doctor::endpoint(&request.url).map_err(ApiError::invalid)?;
    let legs = engine.way(&mut url).await.ok_or_else(|| {
        ApiError::unavailable("The receiver does not listen: give it a free port first.")
    })?;
    let rows = legs.into_iter().map(|leg| row(leg.id, leg.title, leg.finding));
    Ok(DoctorReport { rows: rows.collect() })
}

pub(super) fn platform(word: &str) -> Result<Platform, ApiError> {
    Platform::from_word(word).filter(|platform| *platform != Platform::Unknown).ok_or_else(|| {
        ApiError::invalid(format!("{word:?} is no platform: instagram, messenger or whatsapp."))
    })
}

fn row(check: &str, title: &str, finding: Finding) -> DoctorRow {
    DoctorRow {
        check: check.to_owned(),
        title: title.to_owned(),
        standing: finding.standing.word().to_owned(),
        cause: finding.cause.to_owned(),
        words: finding.words,
        look: finding.look,
        status: None,
        duration_ms: None,
        answer: String::new(),
    }
}

impl From<Examined> for DoctorRow {
    fn from(examined: Examined) -> Self {
        let Examined { check, finding, status, duration_ms, answer } = examined;
        let duration_ms = duration_ms.and_then(|ms| i64::try_from(ms).ok());
        Self { status, duration_ms, answer, ..row(check.word(), check.title(), finding) }
    }
}
