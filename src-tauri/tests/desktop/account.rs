//! Somebody makes an account in the window, against the real cloud.

use crate::cloud::Cloud;
use crate::page::Page;
use crate::using::{begin, computer};
use serde_json::Value;

const EMAIL: &str = "ana@exemplo.com.br";
const PASSWORD: &str = "uma senha comprida";

/// Types into the field of this label, as a person would: the page is told of it.
async fn fill(page: &Page, label: &str, text: &str) {
    let script = format!(
        "const label = [...document.querySelectorAll('#section-account label')].find((each) => each.innerText.trim() === {});
         const field = label && document.getElementById(label.htmlFor);
         if (!field) return false;
         const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
         Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, {});
         field.dispatchEvent(new Event('input', {{ bubbles: true }}));
         return true",
        Value::from(label),
        Value::from(text)
    );
    for _ in 0..400 {
        if page.run(&script).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("there is no field “{label}”: {}", page.text().await);
}

/// Presses what is named so in the account's part of the page.
async fn press(page: &Page, name: &str) {
    let script = format!(
        "const named = [...document.querySelectorAll('#section-account :is(button, label)')].find((each) => \
         (each.getAttribute('aria-label') ?? each.innerText).trim() === {}); named?.click(); return !!named",
        Value::from(name)
    );
    for _ in 0..400 {
        if page.run(&script).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("there is no “{name}” to press: {}", page.text().await);
}

/// What an authenticator with this key shows (RFC 6238).
fn code_of(key: &str) -> String {
    let program = "import base64, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1].replace(' ', ''))
digest = hmac.new(key, struct.pack('>Q', int(time.time()) // 30), 'sha1').digest()
at = digest[-1] & 15
print('%06d' % ((struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000))";
    let output = std::process::Command::new("python3").args(["-c", program, key]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_in_the_window_and_what_is_done_here_is_in_the_cloud() {
    let Some((_turn, computer)) = computer().await else { return };
    let cloud = Cloud::start();
    computer.alfa(&["alerts", "add", "BTC", "price crosses_up 900000"]);
    let page = begin(&computer).await;
    page.click("Ajustes").await;
    page.shows("Sem conta, tudo funciona").await;

    // this computer's keyring is locked, and nobody opens it: the session goes into a file when the user says so
    press(&page, "Criar conta").await;
    fill(&page, "Endereço da nuvem", &cloud.url).await;
    fill(&page, "E-mail", EMAIL).await;
    fill(&page, "Senha", PASSWORD).await;
    let submit = "document.querySelector('#section-account button[type=submit]').click()";
    page.run(submit).await;
    page.shows("Este computador não ofereceu um cofre").await;
    page.run("document.querySelector('#section-account [role=switch]').click()").await;
    page.run(submit).await;
    page.shows("Confirme o seu e-mail").await;
    fill(&page, "Código do e-mail", &cloud.mailed_code()).await;
    press(&page, "Confirmar").await;

    // the phrase is written down
    page.shows("Não é a frase de uma carteira").await;
    let words = "return [...document.querySelectorAll('[data-testid=phrase] li span:last-child')].map((each) => each.innerText)";
    let words: Vec<String> = serde_json::from_value(page.run(words).await).unwrap();
    assert_eq!(words.len(), 24, "{words:?}");
    press(&page, "Anotei as palavras").await;
    page.shows("escreva três das palavras").await;
    let asked = "return [...document.querySelectorAll('#section-account label')].map((each) => each.innerText).filter((each) => /^Palavra/.test(each))";
    let asked: Vec<String> = serde_json::from_value(page.run(asked).await).unwrap();
    assert_eq!(asked.len(), 3, "{asked:?}");
    for label in asked {
        let place: usize = label.trim().rsplit_once(' ').unwrap().1.parse().unwrap();
        fill(&page, &label, &words[place - 1]).await;
    }
    press(&page, "Confirmar").await;

    // in, level, and this computer in the list
    page.shows("Em dia.").await;
    page.shows("Este computador").await;
    press(&page, "Sincronizar agora").await;
    page.shows("Sincronizado:").await;
    let status: Value = serde_json::from_str(&computer.alfa(&["sync", "status", "--json"])).unwrap();
    assert_eq!((&status["waiting"], &status["account"]), (&0.into(), &EMAIL.into()), "{status}");
    assert_eq!(computer.alfa(&["sync", "devices", "--json"]).lines().count(), 1);

    // a second factor is turned on: the key, drawn and to be typed, a code of it, the recovery codes
    press(&page, "Ligar verificação").await;
    fill(&page, "Senha", PASSWORD).await;
    let submit = "document.querySelector('dialog button[type=submit]').click()";
    page.run(submit).await;
    page.shows("Os 6 números que o app mostra").await;
    let drawn = "return document.querySelector('dialog svg[role=img]').getBoundingClientRect().width > 100";
    assert_eq!(page.run(drawn).await, true, "the key is drawn");
    let key = page.run("return document.querySelector('[data-testid=authenticator-key]').innerText").await;
    fill(&page, "Os 6 números que o app mostra", &code_of(key.as_str().unwrap())).await;
    page.run(submit).await;
    page.shows("Guarde os códigos de recuperação").await;
    assert_eq!(page.run("return document.querySelectorAll('[data-testid=recovery-codes] li').length").await, 10);
    press(&page, "Já guardei").await;
    page.shows("Restam 10 códigos de recuperação.").await;

    // everything the cloud has, in a file whose place is said
    press(&page, "Baixar meus dados").await;
    fill(&page, "Senha", PASSWORD).await;
    page.run(submit).await;
    page.shows(".ndjson").await;
    press(&page, "Fechar").await;

    // what another program does here is followed, and the way out leaves the data
    computer.alfa(&["alerts", "add", "ETH", "price crosses_down 1"]);
    computer.alfa(&["sync", "now"]);
    press(&page, "Sair da conta").await;
    page.shows("Sair da conta neste computador?").await;
    page.run("[...document.querySelectorAll('dialog button')].at(-1).click()").await;
    page.shows("Sem conta, tudo funciona").await;
    assert_eq!(computer.alfa(&["alerts", "list", "--json"]).lines().count(), 2);
    assert!(!computer.data().join("cloud-account.json").exists());
}
