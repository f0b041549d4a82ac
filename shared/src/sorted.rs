//! Maps of a few to a few thousand entries, as sorted vectors: a tree's code for each pair of types would be a tenth
//! of what a phone loads.

/// A map in the order of its keys.
pub type Map<K, V> = litemap::LiteMap<K, V>;
