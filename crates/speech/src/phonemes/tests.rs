use super::{Phonemizer, tokens};

fn said(text: &str) -> String {
    Phonemizer::new().phonemize(text)
}

#[test]
fn t_and_d_soften_before_i() {
    assert_eq!(said("tio"), "ʧˈiʊ");
    assert_eq!(said("desde ontem"), "dˌezʤj ˈoŋtAŋ");
    assert_eq!(said("noite"), "nˈoɪʧy");
    assert_eq!(said("depois"), "depˈoɪs");
}

#[test]
fn x_has_the_sound_of_its_word() {
    assert_eq!(said("máxima"), "mˈasimæ");
    assert_eq!(said("exemplo"), "ˌezˈAmplʊ");
    assert_eq!(said("táxi"), "tˈaksi");
    assert_eq!(said("caixa"), "kˈIʃæ");
}

#[test]
fn the_u_of_que_is_silent_or_not() {
    assert_eq!(said("quinhentos"), "kˌiɲˈAŋtʊs");
    assert_eq!(said("frequente"), "frˌekwˈAŋʧy");
}

#[test]
fn words_change_beside_others() {
    assert_eq!(said("dez reais"), "dˈɛz xeˈIs");
    assert_eq!(said("vinte e um"), "vˈiŋʧj i u\u{303}ŋ");
    assert_eq!(said("o alerta"), "u ˌalˈɛɾətæ");
    assert_eq!(said("subir agora"), "subˈiɾ ˌaɡˈɔɾæ");
}

#[test]
fn punctuation_stays_where_it_is() {
    assert_eq!(said("Sim, (não)."), "sˈiŋ, (nˈɐ\u{303}ʊ\u{303}).");
}

#[test]
fn digits_and_strange_marks_do_no_harm() {
    assert_eq!(said("3 €¥ 😀"), "trˈes");
    assert_eq!(said(""), "");
    assert_eq!(tokens(&said("sim")), [61, 156, 51, 112]);
}
