//! Reading aloud.
