//! The alarms of `deploy/alerts.yml`, as Prometheus's own judge reads them: each rings at figures that are bad for long
//! enough, and is silent at figures that are just good enough.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};

use crate::deployed;

/// The labels with which Prometheus names the server of a figure.
const SERVER: [(&str, &str); 2] = [("instance", "feltbog:9100"), ("job", "feltbog")];

/// A series without the labels of its server, and its values, one a minute.
type Series = (&'static str, &'static str);

struct Alarm {
    name: &'static str,
    /// The time at which it is asked.
    at: &'static str,
    /// Its labels beside the server's; nothing for an alarm about all servers together.
    labels: Option<&'static [(&'static str, &'static str)]>,
    rings: &'static [Series],
    is_silent: &'static [Series],
}

const ALARMS: [Alarm; 14] = [
    Alarm {
        name: "FeltbogDown",
        at: "3m",
        labels: Some(&[]),
        rings: &[("up", "0x10")],
        is_silent: &[("up", "0 0 1 0x10")],
    },
    Alarm {
        name: "FeltbogErrors",
        at: "20m",
        labels: None,
        rings: &[
            (
                "feltbog_request_seconds_count{request=\"pull\",status=\"200\"}",
                "0+1000x30",
            ),
            (
                "feltbog_request_seconds_count{request=\"pull\",status=\"503\"}",
                "0+11x30",
            ),
        ],
        is_silent: &[
            (
                "feltbog_request_seconds_count{request=\"pull\",status=\"200\"}",
                "0+1000x30",
            ),
            (
                "feltbog_request_seconds_count{request=\"pull\",status=\"404\"}",
                "0+500x30",
            ),
            (
                "feltbog_request_seconds_count{request=\"push\",status=\"500\"}",
                "0+9x30",
            ),
        ],
    },
    Alarm {
        name: "FeltbogSlow",
        at: "30m",
        labels: None,
        rings: &[
            (
                "feltbog_request_seconds_bucket{request=\"pull\",le=\"1.0\"}",
                "0+98x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"pull\",le=\"2.5\"}",
                "0+100x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"pull\",le=\"+Inf\"}",
                "0+100x40",
            ),
        ],
        // Who listens for news waits for hours.
        is_silent: &[
            (
                "feltbog_request_seconds_bucket{request=\"pull\",le=\"1.0\"}",
                "0+995x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"pull\",le=\"2.5\"}",
                "0+1000x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"pull\",le=\"+Inf\"}",
                "0+1000x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"wake\",le=\"1.0\"}",
                "0x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"wake\",le=\"2.5\"}",
                "0x40",
            ),
            (
                "feltbog_request_seconds_bucket{request=\"wake\",le=\"+Inf\"}",
                "0+5000x40",
            ),
        ],
    },
    Alarm {
        name: "FeltbogDatabaseDown",
        at: "3m",
        labels: Some(&[]),
        rings: &[("feltbog_database_up", "0x10")],
        is_silent: &[("feltbog_database_up", "0 0 1 0x10")],
    },
    Alarm {
        name: "FeltbogBackupOld",
        at: "27h",
        labels: Some(&[]),
        // 0 without one.
        rings: &[("feltbog_backup_success_timestamp_seconds", "0x1700")],
        is_silent: &[("feltbog_backup_success_timestamp_seconds", "3601x1700")],
    },
    Alarm {
        name: "FeltbogVerificationOld",
        at: "193h",
        labels: Some(&[]),
        rings: &[("feltbog_verification_success_timestamp_seconds", "0x12000")],
        is_silent: &[("feltbog_verification_success_timestamp_seconds", "3601x12000")],
    },
    Alarm {
        name: "FeltbogCertificateEnds",
        at: "1m",
        labels: Some(&[("mode", "acme")]),
        rings: &[
            (
                "feltbog_certificate_expiry_timestamp_seconds{mode=\"acme\"}",
                "1059x5",
            ),
            ("feltbog_certificate_lifetime_seconds{mode=\"acme\"}", "5000x5"),
        ],
        is_silent: &[
            (
                "feltbog_certificate_expiry_timestamp_seconds{mode=\"acme\"}",
                "1061x5",
            ),
            ("feltbog_certificate_lifetime_seconds{mode=\"acme\"}", "5000x5"),
        ],
    },
    Alarm {
        name: "FeltbogDiskFull",
        at: "12m",
        labels: Some(&[]),
        rings: &[
            ("feltbog_disk_free_bytes", "149x20"),
            ("feltbog_disk_size_bytes", "1000x20"),
        ],
        is_silent: &[
            ("feltbog_disk_free_bytes", "151x20"),
            ("feltbog_disk_size_bytes", "1000x20"),
        ],
    },
    Alarm {
        name: "FeltbogQuota",
        at: "12m",
        labels: None,
        rings: &[
            ("feltbog_quota_used_ratios{of=\"person\"}", "0.81x20"),
            ("feltbog_quota_used_ratios{of=\"department\"}", "0.1x20"),
        ],
        is_silent: &[
            ("feltbog_quota_used_ratios{of=\"person\"}", "0.79x20"),
            ("feltbog_quota_used_ratios{of=\"department\"}", "0.8x20"),
        ],
    },
    Alarm {
        name: "FeltbogQuarantined",
        at: "30m",
        labels: Some(&[]),
        rings: &[("feltbog_quarantined_total", "4x10 5x30")],
        is_silent: &[("feltbog_quarantined_total", "5x40")],
    },
    Alarm {
        name: "FeltbogQuarantineWaits",
        at: "25h",
        labels: None,
        rings: &[("feltbog_quarantine_waiting", "1x1600")],
        is_silent: &[("feltbog_quarantine_waiting", "0x1600")],
    },
    Alarm {
        name: "FeltbogPhonesSilent",
        at: "25h",
        labels: Some(&[]),
        rings: &[
            ("feltbog_devices{state=\"active\"}", "89x1600"),
            ("feltbog_devices{state=\"silent\"}", "11x1600"),
        ],
        is_silent: &[
            ("feltbog_devices{state=\"active\"}", "91x1600"),
            ("feltbog_devices{state=\"silent\"}", "9x1600"),
        ],
    },
    Alarm {
        name: "FeltbogMailWaits",
        at: "12m",
        labels: Some(&[]),
        rings: &[("feltbog_mail_oldest_seconds", "3601x20")],
        is_silent: &[("feltbog_mail_oldest_seconds", "3600x20")],
    },
    Alarm {
        name: "FeltbogMailGivenUp",
        at: "30m",
        labels: Some(&[("result", "dead")]),
        rings: &[("feltbog_mails_total{result=\"dead\"}", "4x10 5x30")],
        is_silent: &[
            ("feltbog_mails_total{result=\"dead\"}", "5x40"),
            ("feltbog_mails_total{result=\"failed\"}", "0+3x40"),
        ],
    },
];

/// A series with the labels of its server.
fn series(&(name, values): &Series) -> Value {
    let server = SERVER
        .map(|(label, value)| format!("{label}=\"{value}\""))
        .join(",");
    let series = match name.strip_suffix('}') {
        Some(labelled) => format!("{labelled},{server}}}"),
        None => format!("{name}{{{server}}}"),
    };
    json!({ "series": series, "values": values })
}

fn case(alarm: &Alarm, given: &[Series], rings: bool) -> Value {
    let labels = alarm.labels.map(|labels| labels.iter().copied().chain(SERVER));
    let labels: serde_json::Map<String, Value> = labels
        .into_iter()
        .flatten()
        .map(|(label, value)| (label.to_owned(), value.into()))
        .collect();
    let expected = if rings {
        json!([{ "exp_labels": labels }])
    } else {
        json!([])
    };
    json!({
        "interval": "1m",
        "input_series": given.iter().map(series).collect::<Vec<_>>(),
        "alert_rule_test": [{ "eval_time": alarm.at, "alertname": alarm.name, "exp_alerts": expected }],
    })
}

#[test]
fn every_alarm_rings_when_it_should_and_only_then() {
    let rules = std::fs::read_to_string(deployed("alerts.yml")).unwrap();
    let stated = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    let stated: BTreeSet<_> = stated.collect();
    let tried: BTreeSet<_> = ALARMS.iter().map(|alarm| alarm.name).collect();
    assert_eq!(tried, stated, "each alarm has its figures here");

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("alerts.yml"), &rules).unwrap();
    let cases: Vec<_> = ALARMS
        .iter()
        .flat_map(|alarm| {
            [
                case(alarm, alarm.rings, true),
                case(alarm, alarm.is_silent, false),
            ]
        })
        .collect();
    // YAML takes JSON.
    let text = json!({ "rule_files": ["alerts.yml"], "evaluation_interval": "1m", "tests": cases });
    std::fs::write(folder.path().join("cases.yml"), text.to_string()).unwrap();
    for arguments in [["check", "rules", "alerts.yml"], ["test", "rules", "cases.yml"]] {
        let output = Command::new("promtool")
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
