//! Accounts, sessions, invitations and identities of the office.

use feltbog_shared::id::OfficeSessionId;
use feltbog_shared::moment::Moment;
use feltbog_shared::office_phones::InvitationKind;
use feltbog_shared::permission::Role;

use super::{HERE, JONAS, METTE, THERE};
use crate::store::{
    Acceptance, AttemptLimit, GrantLevel, Invitation, MAX_FAILURES, NewOfficeAccount, NewOfficeSession,
    OfficeAccount, OfficeInvitation, OfficeSessionRow, OidcFlow, OpenInvitations, ProviderGrant,
    ProviderPlace, Result, SessionMethod, Store,
};

pub(super) const TOKEN: [u8; 32] = [1; 32];
const OTHER: [u8; 32] = [2; 32];

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

pub(super) fn invitation(token_hash: [u8; 32], reason: Option<&str>) -> OfficeInvitation {
    OfficeInvitation {
        token_hash,
        person: METTE,
        reason: reason.map(str::to_owned),
        created_at: at(100),
        expires_at: at(1_000),
    }
}

pub(super) fn account(token_hash: [u8; 32], now: i64) -> NewOfficeAccount {
    NewOfficeAccount {
        token_hash,
        account: OfficeAccount {
            person: METTE,
            mail: "mette@example.dk".into(),
            password_salt: [3; 16],
            password_hash: [4; 32],
            totp_secret: vec![5; 48],
            last_totp_step: 10,
        },
        recovery_codes: vec![[6; 32], [7; 32]],
        now: at(now),
    }
}

pub(super) fn session(number: u8, method: SessionMethod) -> NewOfficeSession {
    NewOfficeSession {
        row: OfficeSessionRow {
            id: OfficeSessionId::from_bytes([number; 16]),
            person: METTE,
            name: String::new(),
            method,
            browser: "Browser".into(),
            begun_at: at(200 + i64::from(number)),
            seen_at: at(200 + i64::from(number)),
            idle_until: at(5_000),
            ends_at: at(9_000),
            stepped_up_until: None,
        },
        token_hash: [number; 32],
    }
}

fn of_provider(sid: &str) -> SessionMethod {
    SessionMethod::Provider {
        key: "prov".into(),
        issuer: "https://id.example".into(),
        subject: "mette".into(),
        sid: Some(sid.into()),
    }
}

pub(super) async fn an_invitation_becomes_an_account(store: &impl Store) -> Result<()> {
    assert_eq!(store.people_by_number("1").await?, []);
    let name = store.person_name(METTE).await?;
    assert!(name.is_some_and(|name| !name.is_empty()));
    store.invite_to_office(&invitation(TOKEN, None)).await?;
    store.invite_to_office(&invitation(OTHER, None)).await?;
    assert_eq!(store.office_invitation(TOKEN, at(1_000)).await?, None);
    assert_eq!(
        store.office_invitation(TOKEN, at(999)).await?,
        Some(invitation(TOKEN, None))
    );
    store
        .begin_office_session(&session(9, SessionMethod::Password))
        .await?;
    let late = store.accept_office_invitation(&account(TOKEN, 1_000)).await?;
    assert_eq!(late, Acceptance::NotValid);
    let accepted = store.accept_office_invitation(&account(TOKEN, 500)).await?;
    assert_eq!(accepted, Acceptance::Account);
    assert_eq!(
        store.office_session([9; 32]).await?,
        None,
        "other factors end sessions"
    );
    for used in [TOKEN, OTHER] {
        let again = store.accept_office_invitation(&account(used, 500)).await?;
        assert_eq!(
            again,
            Acceptance::NotValid,
            "every other invitation is used up too"
        );
    }
    let mail = "mette@example.dk";
    let standing = store.office_account(METTE).await?;
    assert_eq!(standing, Some(account(TOKEN, 500).account));
    assert_eq!(store.office_account_by_mail(mail).await?, standing);
    let jonas = OfficeInvitation {
        person: JONAS,
        ..invitation([8; 32], None)
    };
    store.invite_to_office(&jonas).await?;
    let taken = store.accept_office_invitation(&account([8; 32], 500)).await?;
    assert_eq!(taken, Acceptance::MailTaken);
    assert!(store.office_invitation([8; 32], at(500)).await?.is_some());

    assert!(!store.use_totp_step(METTE, 10).await?);
    assert!(store.use_totp_step(METTE, 11).await?);
    assert!(!store.use_totp_step(METTE, 11).await?);
    assert!(!store.use_recovery_code(JONAS, [6; 32], at(600)).await?);
    assert!(store.use_recovery_code(METTE, [6; 32], at(600)).await?);
    assert!(!store.use_recovery_code(METTE, [6; 32], at(600)).await?);
    Ok(())
}

pub(super) async fn open_invitations_are_listed_and_withdrawn(store: &impl Store) -> Result<()> {
    let organisation = store.organisation_rows().await?.remove(0).id;
    let phone = |number: u8, until| Invitation {
        link_hash: [number; 32],
        typed_hash: [number + 100; 32],
        person: METTE,
        created_at: at(100 + i64::from(number)),
        expires_at: at(until),
    };
    store.invite(phone(41, 1_000)).await?;
    store.invite(phone(42, 2_000)).await?;
    store.invite_to_office(&invitation(TOKEN, None)).await?;
    store
        .invite_to_office(&invitation(OTHER, Some("nødsituation")))
        .await?;
    let open = |kind, count, made, until| OpenInvitations {
        person: METTE,
        kind,
        count,
        made_at: at(made),
        expires_at: at(until),
    };
    let both = [
        open(InvitationKind::Phone, 2, 142, 2_000),
        open(InvitationKind::Office, 1, 100, 1_000),
    ];
    assert_eq!(store.open_invitations(organisation, at(500)).await?, both);
    let late = [open(InvitationKind::Phone, 1, 142, 2_000)];
    assert_eq!(store.open_invitations(organisation, at(1_000)).await?, late);
    let elsewhere = feltbog_shared::id::OrganisationId::from_bytes([0x77; 16]);
    assert_eq!(store.open_invitations(elsewhere, at(500)).await?, []);
    assert!(!store.withdraw_invitations(JONAS, InvitationKind::Phone).await?);
    assert!(store.withdraw_invitations(METTE, InvitationKind::Phone).await?);
    assert!(!store.withdraw_invitations(METTE, InvitationKind::Phone).await?);
    assert_eq!(store.open_invitations(organisation, at(500)).await?, both[1..]);
    assert!(store.withdraw_invitations(METTE, InvitationKind::Office).await?);
    assert_eq!(store.office_invitation(TOKEN, at(500)).await?, None);
    assert!(
        store.office_invitation(OTHER, at(500)).await?.is_some(),
        "an emergency link stays"
    );
    Ok(())
}

pub(super) async fn tries_are_counted_and_forgiven(store: &impl Store) -> Result<()> {
    store.invite_to_office(&invitation(TOKEN, None)).await?;
    store.accept_office_invitation(&account(TOKEN, 500)).await?;
    let limit = |number, most| AttemptLimit {
        subject: [number; 16],
        most,
        window_millis: 900_000,
    };
    let limits = [limit(2, 3), limit(1, 100)];
    for _ in 0..3 {
        assert_eq!(store.count_sign_in(&limits, Some(METTE), at(1_000)).await?, None);
    }
    let wait = store.count_sign_in(&limits, Some(METTE), at(1_000)).await?;
    assert_eq!(wait, Some(at(61_000)));
    store.forgive_sign_in(&[[2; 16]], &[[1; 16]], METTE).await?;
    for _ in 0..3 {
        assert_eq!(store.count_sign_in(&limits, None, at(1_000)).await?, None);
    }
    for number in 0..MAX_FAILURES {
        let limits = [limit(u8::try_from(number + 10).unwrap_or_default(), 100)];
        assert_eq!(store.count_sign_in(&limits, Some(METTE), at(1_000)).await?, None);
    }
    let locked = store
        .count_sign_in(&[limit(200, 9)], Some(METTE), at(1_000))
        .await?;
    assert!(locked.is_some());
    // Forgotten after a day.
    let rows = store.row_counts().await?["sign_in_attempt"];
    let later = at(100_000_000);
    assert_eq!(store.count_sign_in(&[limit(201, 9)], None, later).await?, None);
    assert!(rows > 100 && store.row_counts().await?["sign_in_attempt"] == 1);
    Ok(())
}

pub(super) async fn office_sessions_begin_and_end(store: &impl Store) -> Result<()> {
    for (number, method) in [
        (1, SessionMethod::Password),
        (2, of_provider("a")),
        (3, of_provider("b")),
        (4, SessionMethod::BreakGlass),
    ] {
        store.begin_office_session(&session(number, method)).await?;
    }
    let row = store.office_session([2; 32]).await?;
    assert_eq!(row.as_ref().map(|row| &row.method), Some(&of_provider("a")));
    let id = |number: u8| OfficeSessionId::from_bytes([number; 16]);
    store.note_office_session(id(1), at(400), at(5_400)).await?;
    store.note_office_session(id(1), at(300), at(5_300)).await?;
    let row = store.office_session([1; 32]).await?;
    assert_eq!(
        row.map(|row| (row.seen_at, row.idle_until)),
        Some((at(400), at(5_400)))
    );
    assert!(store.step_up_office_session(id(1), [11; 32], at(700)).await?);
    assert_eq!(store.office_session([1; 32]).await?, None);
    let row = store.office_session([11; 32]).await?;
    assert_eq!(row.and_then(|row| row.stepped_up_until), Some(at(700)));
    let ids = |rows: Vec<OfficeSessionRow>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(
        ids(store.office_sessions(METTE, at(400)).await?),
        [id(4), id(3), id(2), id(1)]
    );
    assert_eq!(ids(store.office_sessions(METTE, at(5_000)).await?), [id(1)]);
    assert!(!store.end_office_session(JONAS, id(4)).await?);
    assert!(store.end_office_session(METTE, id(4)).await?);
    let issuer = "https://id.example";
    assert_eq!(
        store
            .end_provider_sessions("https://other.example", Some("a"), None)
            .await?,
        0
    );
    assert_eq!(
        store
            .end_provider_sessions(issuer, Some("a"), Some("mette"))
            .await?,
        1
    );
    assert_eq!(store.end_provider_sessions(issuer, None, Some("mette")).await?, 1);
    assert_eq!(store.end_provider_sessions(issuer, None, None).await?, 0);
    assert_eq!(store.end_office_sessions(METTE).await?, 1);

    store.invite_to_office(&invitation(TOKEN, Some("alone"))).await?;
    let glass = session(5, SessionMethod::BreakGlass);
    assert!(!store.break_glass(OTHER, &glass, Role::OrgAdmin).await?);
    assert!(store.break_glass(TOKEN, &glass, Role::OrgAdmin).await?);
    assert!(
        !store
            .break_glass(TOKEN, &session(6, SessionMethod::BreakGlass), Role::OrgAdmin)
            .await?
    );
    let grants = store.grants(METTE).await?;
    let given = grants.iter().filter(|grant| grant.role == Role::OrgAdmin);
    let given: Vec<_> = given.map(|grant| (grant.department, grant.until)).collect();
    assert_eq!(given, [(HERE, Some(at(9_000))), (THERE, Some(at(9_000)))]);
    Ok(())
}

pub(super) async fn identities_are_bound_and_give_grants(store: &impl Store) -> Result<()> {
    let flow = OidcFlow {
        provider: "prov".into(),
        state: "state".into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        return_path: "/kontor".into(),
        claimed: Some("{}".into()),
        invitation: Some(TOKEN),
        session: Some(OfficeSessionId::from_bytes([1; 16])),
        expires_at: at(1_000),
    };
    for token in [[21; 32], [22; 32]] {
        store.begin_oidc_flow(token, &flow, at(100)).await?;
    }
    assert_eq!(store.take_oidc_flow([21; 32], at(500)).await?, Some(flow));
    assert_eq!(store.take_oidc_flow([21; 32], at(500)).await?, None);
    assert_eq!(store.take_oidc_flow([22; 32], at(1_000)).await?, None);

    let issuer = "https://id.example";
    assert_eq!(store.identity(issuer, "mette").await?, None);
    store.invite_to_office(&invitation(TOKEN, None)).await?;
    let bound = store.bind_identity(TOKEN, issuer, "mette", at(500)).await?;
    assert_eq!(bound, Some(METTE));
    assert_eq!(store.bind_identity(TOKEN, issuer, "again", at(500)).await?, None);
    assert_eq!(store.identity(issuer, "mette").await?, Some(METTE));
    let jonas = OfficeInvitation {
        person: JONAS,
        ..invitation(OTHER, None)
    };
    store.invite_to_office(&jonas).await?;
    assert_eq!(store.bind_identity(OTHER, issuer, "mette", at(500)).await?, None);
    assert!(store.office_invitation(OTHER, at(500)).await?.is_some());

    let by_hand = store.grants(METTE).await?;
    let wanted = |role, department| ProviderGrant {
        place: ProviderPlace::Department(department),
        role,
        until: Some(at(7_000)),
    };
    let both = [wanted(Role::Mediator, HERE), wanted(Role::Mediator, THERE)];
    assert!(store.set_provider_grants(issuer, METTE, &both, at(600)).await?);
    assert!(!store.set_provider_grants(issuer, METTE, &both, at(601)).await?);
    assert_eq!(store.grants(METTE).await?.len(), by_hand.len() + 2);
    assert!(
        !store
            .set_provider_grants("https://other.example", METTE, &[], at(602))
            .await?
    );
    assert!(
        store
            .set_provider_grants(issuer, METTE, &both[..1], at(700))
            .await?
    );
    let grants = store.grants(METTE).await?;
    let holding = grants.iter().filter(|grant| grant.holds_at(at(700)));
    assert_eq!(holding.filter(|grant| grant.role == Role::Mediator).count(), 1);
    assert!(store.set_provider_grants(issuer, METTE, &[], at(800)).await?);
    let grants = store.grants(METTE).await?;
    assert!(by_hand.iter().all(|grant| grants.contains(grant)), "{grants:?}");
    provider_grants_in_organisations(store).await?;

    assert!(store.use_logout_token(issuer, "jti", at(900), at(800)).await?);
    assert!(!store.use_logout_token(issuer, "jti", at(900), at(899)).await?);
    assert!(
        store
            .use_logout_token("https://other.example", "jti", at(900), at(899))
            .await?
    );
    Ok(())
}

/// A role in a whole organisation holds in each of its departments and ends with the group.
async fn provider_grants_in_organisations(store: &dyn Store) -> Result<()> {
    let issuer = "https://id.example";
    let Some((organisation, ..)) = store.organisations().await?.first().cloned() else {
        panic!("there is an organisation");
    };
    let whole = ProviderGrant {
        place: ProviderPlace::Organisation(organisation),
        role: Role::Board,
        until: None,
    };
    assert!(
        store
            .set_provider_grants(issuer, METTE, &[whole], at(810))
            .await?
    );
    assert!(
        !store
            .set_provider_grants(issuer, METTE, &[whole], at(811))
            .await?
    );
    let holding = async |moment| -> Result<Vec<_>> {
        let grants = store.grants(METTE).await?.into_iter();
        Ok(grants
            .filter(|grant| grant.role == Role::Board && grant.holds_at(moment))
            .map(|grant| grant.department)
            .collect())
    };
    assert_eq!(holding(at(820)).await?, [HERE, THERE]);
    let levels = store.person_grants(METTE).await?;
    let levels = levels.iter().filter(|grant| grant.role == Role::Board);
    let levels: Vec<_> = levels.map(|grant| grant.level).collect();
    assert_eq!(levels, [GrantLevel::Organisation(organisation)]);
    assert!(store.person_of(organisation, METTE).await?.is_some());
    // Another issuer ends nothing of it, and what is in a department beside it stays its own.
    assert!(
        !store
            .set_provider_grants("https://other.example", METTE, &[], at(830))
            .await?
    );
    let here = ProviderGrant {
        place: ProviderPlace::Department(HERE),
        ..whole
    };
    assert!(store.set_provider_grants(issuer, METTE, &[here], at(840)).await?);
    assert_eq!(holding(at(840)).await?, [HERE]);
    assert!(store.set_provider_grants(issuer, METTE, &[], at(850)).await?);
    assert!(holding(at(850)).await?.is_empty());
    Ok(())
}
