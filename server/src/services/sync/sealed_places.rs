//! Places in logs as phones see them. Log numbers would tell whoever asks often how much is written in a department, also
//! of what they may not read. A phone is given a sealed place instead: it can name it, and compare it with another for
//! equality. Pull, push and the question for missing changes are opened here before the service, and sealed after it.
//!
//! A place is its number and its anchor. Sealed, the number is a nonce from [`SEALED_PLACES`] on, and the anchor holds the
//! number and half of the anchor under a mask made from the nonce. The nonce is made from what it hides, so that a place
//! always looks the same and nobody makes one up. Numbers below [`SEALED_PLACES`] are of older servers and stay.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model_number::KnownModel;
use feltbog_shared::wire::{
    Anchor, Cursor, MissingReply, MissingRequest, PullReply, PullRequest, PushReply, PushRequest,
    SEALED_PLACES, Verdict, Witness,
};

use crate::error::Error;
use crate::seal::Secret;
use crate::services::signed_in::SignedIn;
use crate::state::App;

/// Bytes of a number, and of an anchor that is kept of it.
const HALF: usize = 8;

/// A number with the anchor there.
type AnchoredNumber = (u64, Option<Anchor>);

/// A place that no log has.
const NOWHERE: AnchoredNumber = (SEALED_PLACES - 1, None);

/// The next page for a phone's cursor. As [`super::pull::pull`].
///
/// # Errors
/// As there.
pub async fn pull(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    mut request: PullRequest,
    model: KnownModel,
) -> Result<PullReply, Error> {
    let places = Places::of(&app.secret, department);
    request.cursor = places.open_cursor(request.cursor);
    let reply = super::pull::pull(app, who, department, request, model).await?;
    Ok(match reply {
        PullReply::Page(mut page) => {
            page.cursor = places.seal_cursor(page.cursor);
            PullReply::Page(page)
        }
        PullReply::Diverged { epoch, witness } => PullReply::Diverged {
            epoch,
            witness: witness.map(|witness| places.seal_witness(witness)),
        },
    })
}

/// Takes in what a phone recorded. As [`super::push::push`].
///
/// # Errors
/// As there.
pub async fn push(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    mut request: PushRequest,
) -> Result<PushReply, Error> {
    let places = Places::of(&app.secret, department);
    request.cursor = places.open_cursor(request.cursor);
    let mut reply = super::push::push(app, who, department, request).await?;
    (reply.head, reply.anchor) = places.seal((reply.head, reply.anchor));
    places.mask_numbers(&mut reply.verdicts);
    Ok(reply)
}

/// The changes that the server misses. As [`super::pull::missing_changes`].
///
/// # Errors
/// As there.
pub async fn missing_changes(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    mut request: MissingRequest,
) -> Result<MissingReply, Error> {
    let places = Places::of(&app.secret, department);
    request.witness = request.witness.map(|witness| places.open_witness(witness));
    let mut reply = super::pull::missing_changes(app, who, department, request).await?;
    reply.witness = reply.witness.map(|witness| places.seal_witness(witness));
    Ok(reply)
}

/// The places of one department's log.
#[derive(Clone, Debug)]
pub struct Places<'a> {
    secret: &'a Secret,
    department: DepartmentId,
}

impl<'a> Places<'a> {
    /// Those of a department.
    pub fn of(secret: &'a Secret, department: DepartmentId) -> Self {
        Self { secret, department }
    }

    /// A place as a phone may see it. One without an anchor is the beginning of an empty log.
    pub fn seal(&self, (number, anchor): AnchoredNumber) -> AnchoredNumber {
        let Some(Anchor(anchor)) = anchor else {
            return (number, None);
        };
        let mut plain = [0; 2 * HALF];
        plain[..HALF].copy_from_slice(&number.to_be_bytes());
        plain[HALF..].copy_from_slice(&anchor[..HALF]);
        let nonce = self.nonce(&plain);
        (nonce, Some(Anchor(self.masked(nonce, plain))))
    }

    /// The place behind a sealed one. One that this server did not make is nowhere.
    pub fn open(&self, (number, anchor): AnchoredNumber) -> AnchoredNumber {
        if number < SEALED_PLACES {
            return (number, anchor);
        }
        let Some(Anchor(sealed)) = anchor else {
            return NOWHERE;
        };
        let plain = self.masked(number, sealed);
        if self.nonce(&plain) != number {
            return NOWHERE;
        }
        let (mut opened, mut anchor) = ([0; HALF], [0; 2 * HALF]);
        opened.copy_from_slice(&plain[..HALF]);
        anchor[..HALF].copy_from_slice(&plain[HALF..]);
        (u64::from_be_bytes(opened), Some(Anchor(anchor)))
    }

    /// A cursor as a phone may see it.
    pub fn seal_cursor(&self, cursor: Cursor) -> Cursor {
        let (sequence, anchor) = self.seal((cursor.sequence, cursor.anchor));
        Cursor {
            sequence,
            anchor,
            rights: cursor.rights ^ self.rights_mask(sequence),
            witness: cursor.witness.map(|witness| self.seal_witness(witness)),
            ..cursor
        }
    }

    /// The cursor behind a sealed one.
    pub fn open_cursor(&self, cursor: Cursor) -> Cursor {
        let (sequence, anchor) = self.open((cursor.sequence, cursor.anchor));
        Cursor {
            sequence,
            anchor,
            rights: cursor.rights ^ self.rights_mask(cursor.sequence),
            witness: cursor.witness.map(|witness| self.open_witness(witness)),
            ..cursor
        }
    }

    /// A witness as a phone may see it.
    pub fn seal_witness(&self, witness: Witness) -> Witness {
        let (sequence, anchor) = self.seal((witness.sequence, Some(witness.anchor)));
        let anchor = anchor.unwrap_or(witness.anchor);
        Witness { sequence, anchor }
    }

    /// The witness behind a sealed one.
    pub fn open_witness(&self, witness: Witness) -> Witness {
        let (sequence, anchor) = self.open((witness.sequence, Some(witness.anchor)));
        let anchor = anchor.unwrap_or(witness.anchor);
        Witness { sequence, anchor }
    }

    /// Hides the numbers of changes, or shows them again.
    pub fn mask_numbers(&self, verdicts: &mut [Verdict]) {
        for verdict in verdicts {
            if let Verdict::Accepted(number, seal) | Verdict::Duplicate(number, seal) = verdict {
                let mask = self
                    .secret
                    .lasting_key(&[b"log number", self.department.as_bytes(), &seal.0]);
                *number ^= first(&mask);
            }
        }
    }

    /// The mask of the check value in a cursor's rights, which differs with the place. Nothing for one that is not sealed.
    fn rights_mask(&self, number: u64) -> u64 {
        match number < SEALED_PLACES {
            true => 0,
            false => first(&self.mask(number)) & u64::from(u32::MAX),
        }
    }

    fn nonce(&self, plain: &[u8; 2 * HALF]) -> u64 {
        let key = [b"place nonce".as_slice(), self.department.as_bytes(), plain];
        first(&self.secret.lasting_key(&key)) % SEALED_PLACES + SEALED_PLACES
    }

    fn mask(&self, nonce: u64) -> [u8; 32] {
        let key = [
            b"place mask".as_slice(),
            self.department.as_bytes(),
            &nonce.to_be_bytes(),
        ];
        self.secret.lasting_key(&key)
    }

    fn masked(&self, nonce: u64, mut place: [u8; 2 * HALF]) -> [u8; 2 * HALF] {
        // The first half of the mask is for rights.
        for (byte, mask) in place.iter_mut().zip(&self.mask(nonce)[2 * HALF..]) {
            *byte ^= mask;
        }
        place
    }
}

/// The number that bytes begin with.
fn first(bytes: &[u8; 32]) -> u64 {
    let mut number = [0; HALF];
    number.copy_from_slice(&bytes[..HALF]);
    u64::from_be_bytes(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::wire;

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const CHAIN: [u8; 32] = [5; 32];

    fn cursor(secret: &Secret, sequence: u64) -> Cursor {
        let witness = sequence + 3;
        Cursor {
            epoch: 2,
            sequence,
            anchor: secret.anchor(HERE, 2, sequence, &CHAIN),
            rights: 7 << 32 | 9,
            witness: secret.anchor(HERE, 2, witness, &CHAIN).map(|anchor| Witness {
                sequence: witness,
                anchor,
            }),
            ..Cursor::default()
        }
    }

    #[test]
    fn a_sealed_place_opens_as_the_place_and_looks_the_same_each_time() {
        let secret = Secret::new([7; 32]);
        let places = Places::of(&secret, HERE);
        for sequence in [1, 2, 300, 1 << 40] {
            let plain = cursor(&secret, sequence);
            let sealed = places.seal_cursor(plain);
            assert_eq!(sealed, places.seal_cursor(plain));
            assert!(sealed.sequence >= SEALED_PLACES && sealed.rights != plain.rights);
            let opened = places.open_cursor(sealed);
            assert_eq!((opened.sequence, opened.rights), (sequence, plain.rights));
            assert!(secret.is_anchor(opened.anchor, HERE, (2, sequence, &CHAIN)));
            assert!(!secret.is_anchor(opened.anchor, HERE, (2, sequence + 1, &CHAIN)));
            let witness = opened.witness.unwrap();
            assert_eq!(witness.sequence, sequence + 3);
            assert!(secret.is_anchor(Some(witness.anchor), HERE, (2, sequence + 3, &CHAIN)));
        }
    }

    #[test]
    fn neither_order_nor_length_tells_the_number() {
        let secret = Secret::new([7; 32]);
        let places = Places::of(&secret, HERE);
        let sealed: Vec<_> = (1..200)
            .map(|sequence| places.seal_cursor(cursor(&secret, sequence)))
            .collect();
        let rising = sealed.windows(2).filter(|two| two[0].sequence < two[1].sequence);
        assert!((50..150).contains(&rising.count()), "in no order");
        let lengths: std::collections::BTreeSet<_> =
            sealed.iter().map(|cursor| wire::encode(cursor).len()).collect();
        // Eight bytes are written for every number from 2^49 to 2^56.
        assert_eq!(lengths.len(), 1, "{lengths:?}");
    }

    #[test]
    fn places_from_before_and_forged_ones_are_told_apart() {
        let secret = Secret::new([7; 32]);
        let places = Places::of(&secret, HERE);
        let plain = cursor(&secret, 12);
        assert_eq!(places.open_cursor(plain), plain, "of an older server");
        assert_eq!(places.seal((0, None)), (0, None), "an empty log");
        let (number, anchor) = places.seal((12, plain.anchor));
        let mut bent = anchor.unwrap();
        bent.0[3] ^= 1;
        let elsewhere = Places::of(&secret, DepartmentId::from_bytes([2; 16]));
        for forged in [
            places.open((number, Some(bent))),
            places.open((number ^ 1, anchor)),
            places.open((number, None)),
            elsewhere.open((number, anchor)),
        ] {
            assert_eq!(forged, NOWHERE);
        }
    }

    #[test]
    fn numbers_of_changes_are_hidden_and_shown_again() {
        let secret = Secret::new([7; 32]);
        let places = Places::of(&secret, HERE);
        let verdict = |number: u64| Verdict::Accepted(number, wire::Seal([9; 16]));
        let mut verdicts = [verdict(4), verdict(5), Verdict::Need(Vec::new())];
        let plain = verdicts.clone();
        places.mask_numbers(&mut verdicts);
        assert_ne!(verdicts, plain);
        places.mask_numbers(&mut verdicts);
        assert_eq!(verdicts, plain);
    }
}
