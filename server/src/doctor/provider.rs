//! Checks of the providers of identities: whether each answers, and by the name that the configuration knows it by.

use serde_json::Value;

use super::texts::Doctor;
use super::{Examination, Finding};
use crate::outbound::{CallError, Outbound};
use crate::services::sign_in::settings::{self, ProviderSettings};

/// Name of the check.
const CHECK: &str = "provider";
/// Path of the discovery document below an issuer.
const DISCOVERY: &str = "/.well-known/openid-configuration";

pub(super) async fn findings(examination: &Examination, texts: &'static Doctor) -> Vec<Finding> {
    let is_secure = examination.config.is_secure();
    let read = examination
        .providers
        .as_ref()
        .map(|file| settings::read(file, is_secure));
    let providers = match read.transpose() {
        Ok(providers) => providers.unwrap_or_default(),
        Err(error) => {
            let text = texts.provider_file.with(&[&error.to_string()]);
            return vec![Finding::fault(CHECK, text, texts.provider_file_advice)];
        }
    };
    if providers.is_empty() {
        return vec![Finding::ok(CHECK, texts.provider_none)];
    }
    let mut findings = Vec::new();
    for provider in &providers {
        findings.push(finding(texts, provider, told_issuer(provider, is_secure).await));
    }
    findings
}

/// The issuer that a provider's discovery document names, or nothing where it names none.
async fn told_issuer(provider: &ProviderSettings, is_secure: bool) -> Result<Option<String>, CallError> {
    let outbound = Outbound::for_sign_in(std::slice::from_ref(&provider.issuer), !is_secure);
    let url = format!("{}{DISCOVERY}", provider.issuer.trim_end_matches('/'));
    let (_, body) = outbound.get_one_of(&url, &["application/json"]).await?;
    let document: Option<Value> = serde_json::from_slice(&body).ok();
    let issuer = document.as_ref().and_then(|document| document["issuer"].as_str());
    Ok(issuer.map(str::to_owned))
}

fn finding(texts: &Doctor, provider: &ProviderSettings, told: Result<Option<String>, CallError>) -> Finding {
    let name = provider.name.as_str();
    match told {
        Ok(Some(told)) if told == provider.issuer => Finding::ok(CHECK, texts.provider_ok.with(&[name])),
        Ok(told) => {
            let told = told.unwrap_or_default();
            let text = texts.provider_other.with(&[name, &told, &provider.issuer]);
            Finding::fault(CHECK, text, texts.provider_other_advice)
        }
        Err(error) => {
            let text = texts.provider_away.with(&[name, &error.to_string()]);
            Finding::fault(CHECK, text, texts.provider_away_advice)
        }
    }
}
