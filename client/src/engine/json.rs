//! Reads the few JSON answers there are with the browser's own parser. A JSON library would make the engine larger by
//! a twentieth of what it is.

use core::fmt;

use js_sys::{Array, JSON, Object};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, IntoDeserializer, Visitor};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a value; nothing when the text is something else.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Json(JSON::parse(text).ok()?)).ok()
}

/// Writes an object of texts.
pub(super) fn object(pairs: &[(&str, &str)]) -> Option<String> {
    let object = Object::new();
    for (name, text) in pairs {
        js_sys::Reflect::set(&object, &(*name).into(), &(*text).into()).ok()?;
    }
    JSON::stringify(&object).ok()?.as_string()
}

/// A value of any kind, as the browser read it.
struct Json(JsValue);

/// It is something else. What exactly does not matter: the answer is then no answer.
#[derive(Debug)]
struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what was asked for")
    }
}

impl core::error::Error for Mismatch {}

impl Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl IntoDeserializer<'_, Mismatch> for Json {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let Self(value) = self;
        if let Some(text) = value.as_string() {
            return visitor.visit_string(text);
        }
        if let Some(number) = value.as_f64() {
            // JSON has one kind of number; ours are whole.
            let whole = number as i64;
            if whole as f64 != number {
                return Err(Mismatch);
            }
            return visitor.visit_i64(whole);
        }
        if let Some(flag) = value.as_bool() {
            return visitor.visit_bool(flag);
        }
        if value.is_null() {
            return visitor.visit_unit();
        }
        if Array::is_array(&value) {
            let items = Array::from(&value).into_iter().map(Json);
            return visitor.visit_seq(SeqDeserializer::new(items));
        }
        let object: Object = value.dyn_into().map_err(|_| Mismatch)?;
        let pairs = Object::entries(&object).into_iter().map(|pair| {
            let pair = Array::from(&pair);
            (pair.get(0).as_string().unwrap_or_default(), Json(pair.get(1)))
        });
        visitor.visit_map(MapDeserializer::new(pairs))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.is_null() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    /// A choice without anything to it is written as its name, and ours have nothing to them.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let name = self.0.as_string().ok_or(Mismatch)?;
        visitor.visit_enum(name.into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}
