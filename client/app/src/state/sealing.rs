//! Sealing a copy before it becomes a file, with the browser's own means: AES-256-GCM under a key that PBKDF2 (SHA-256)
//! makes of a code. The code has eighty random bits; the rounds are what OWASP asks for of weaker ones.
//!
//! The file: `feltbog-kopi 1` and a line's end; the number of rounds in four bytes, highest first; sixteen bytes of
//! salt; twelve of initialisation vector; then what was sealed, with its tag. All before that is vouched for by the tag.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

/// Digits and letters that are not mistaken for one another, as in enrolment codes.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Number of them in a code.
pub(crate) const LENGTH: usize = 16;
/// Length of one as it is written.
pub(crate) const WRITTEN: usize = LENGTH + LENGTH / GROUP - 1;
/// Number of letters that stand together.
const GROUP: usize = 4;

/// A code of random bytes, as it is written: `ABCD-EFGH-JKMN-PQRS`.
pub(crate) fn code(random: [u8; LENGTH]) -> String {
    spaced(
        random
            .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
            .into_iter(),
    )
}

/// A code as it was typed, as it is written. What is easily mistaken is taken for what it must be.
pub(crate) fn tidy(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let letters = letters.map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    });
    spaced(letters.take(LENGTH))
}

fn spaced(letters: impl Iterator<Item = char>) -> String {
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (place, letter) in letters.enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

/// The file of a copy under a code; nothing where the browser cannot seal (without HTTPS, say).
pub(crate) async fn seal(copy: &[u8], code: &str) -> Option<Vec<u8>> {
    done(sealed(&Uint8Array::from(copy), code)).await
}

/// The copy in a file; nothing when the code is another or the file is damaged.
pub(crate) async fn open(file: &[u8], code: &str) -> Option<Vec<u8>> {
    done(opened(&Uint8Array::from(file), code)).await
}

async fn done(work: Promise) -> Option<Vec<u8>> {
    let bytes = JsFuture::from(work).await.ok()?;
    Some(bytes.dyn_into::<Uint8Array>().ok()?.to_vec())
}

#[wasm_bindgen(inline_js = "
const MARK = new TextEncoder().encode('feltbog-kopi 1\\n');
const HEAD = MARK.length + 4 + 16 + 12;
const ROUNDS = 600000;

async function key(code, salt, rounds, use) {
  const words = await crypto.subtle.importKey('raw', new TextEncoder().encode(code), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, words, { name: 'AES-GCM', length: 256 }, false, [use]);
}

export async function sealed(copy, code) {
  const head = new Uint8Array(HEAD);
  head.set(MARK);
  new DataView(head.buffer).setUint32(MARK.length, ROUNDS);
  const [salt, iv] = [head.subarray(HEAD - 28, HEAD - 12), head.subarray(HEAD - 12)];
  crypto.getRandomValues(salt);
  crypto.getRandomValues(iv);
  const how = { name: 'AES-GCM', iv, additionalData: head };
  const body = await crypto.subtle.encrypt(how, await key(code, salt, ROUNDS, 'encrypt'), copy);
  const file = new Uint8Array(HEAD + body.byteLength);
  file.set(head);
  file.set(new Uint8Array(body), HEAD);
  return file;
}

export async function opened(file, code) {
  const head = file.slice(0, HEAD);
  const rounds = new DataView(head.buffer).getUint32(MARK.length);
  if (MARK.some((byte, place) => head[place] !== byte) || rounds > 10 * ROUNDS) throw new Error('no copy');
  const how = { name: 'AES-GCM', iv: head.subarray(HEAD - 12), additionalData: head };
  const unlocks = await key(code, head.subarray(HEAD - 28, HEAD - 12), rounds, 'decrypt');
  return new Uint8Array(await crypto.subtle.decrypt(how, unlocks, file.subarray(HEAD)));
}
")]
extern "C" {
    // Bytes of their own: a slice of the app's memory is gone once that grows, and making a key takes a while.
    fn sealed(copy: &Uint8Array, code: &str) -> Promise;
    fn opened(file: &Uint8Array, code: &str) -> Promise;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written() {
        let written = code(core::array::from_fn(|place| place as u8 * 7));
        assert_eq!(written, "07EN-W3AH-RZ6D-MV29");
        for typed in [&written, &written.to_lowercase(), &written.replace('-', " ")] {
            assert_eq!(tidy(typed), written);
        }
        assert_eq!(tidy("o1il"), "0111");
        assert_eq!(tidy("07EN-W3AH-RZ6D-MV29-ABCD"), written);
    }
}
