//! Cues of what the user keeps: alerts, schedules, the watchlist, the portfolio. One pattern a line; see [`crate::pattern`].

use super::Cue;

pub(super) const CUES: &[(Cue, &str)] = &[
    (
        Cue::Notify,
        "avis~ !aviso
         avisame|aviseme|avisarme
         notific~ | notifique|notifiques|notifiquem
         me|nos|m alert~
         alertar|alertes|alerteme|alertame|alertando
         me|nos cham~
         cham~ eu|nois|aqui|minha .. atencao
         cham~ me
         me acord~
         acord~ eu|me
         me lembr~
         lembr~ me
         me cutuc~
         me sinaliz~
         sinaliz~
         me ping~
         me grit~
         grit~ se|quando|assim|caso
         apit~ se|quando|assim|caso|pra
         me lig~
         me berr~
         da|de|dar um|uns toque|toquezinho|alo|grito|salve|aviso|sinal|alerta|berro|ping|oi|help|cutucao|psiu
         me da|de|dar um? toque|alo|grito|salve|aviso|sinal|alerta|berro|ping
         manda|mande|mandar|envia|envie um|uma|me? alerta|aviso|mensagem|notificacao|msg|zap|push|sinal
         me manda|mande um|uma? alerta|aviso|mensagem|notificacao|msg|zap|push|sinal
         me comunic~ | comunique|comuniques
         fic~ de olho
         fica|fique atento|atenta|ligado|ligada|esperto
         monitor~
         vigi~
         me deix~ saber
         me deix~ avisado|avisada|ciente
         quero ser avisad*
         gostaria de ser avisad*|notificad*|alertad*|informad*
         quero|queria|preciso ser notificad*|alertad*|informad*
         quero um|uma alerta|aviso|alarme
         me d~ noticia se|quando|assim
         me manten* informad*
         me mantenha",
    ),
    (
        Cue::Tell,
        "me|nos fal~|diz|diga|dizer|diz|digas|informe|informa|informar|conta|conte|contar|fale
         fal~|diz|diga|informe|informa|conte|conta pra|para mim|nos|eu
         fala|fale|diz|diga|informe|informa|conte
         quero|queria|preciso|gostaria|desejo|quer de? saber
         eu? quero saber
         me passa|passe|passar
         me faz|faca saber
         diga-me|digame|informeme",
    ),
    (
        Cue::IfWhen,
        "se
         quando|qdo|qd|quano
         caso
         assim que
         logo que
         na hora que|q|em
         no momento que|em
         no instante que|em
         no dia que
         sempre que|q
         toda vez|hora que|q
         todas as vezes que|q
         cada vez que|q
         se por acaso
         depois que
         desde que
         contanto que",
    ),
    (
        Cue::Always,
        "sempre que|q
         toda vez|hora que|q
         toda|cada vez
         todas as vezes
         cada vez que|q
         toda santa vez
         sempre
         recorrente
         repetid*
         continu*
         nao so uma vez",
    ),
    (
        Cue::FutureVerb,
        "bater|baterem|chegar|chegarem|passar|passarem|cair|cairem|subir|subirem|ficar|ficarem|romper|romperem|perder|perderem
         furar|furarem|atingir|atingirem|tocar|tocarem|cruzar|cruzarem|dobrar|triplicar|quadruplicar|duplicar|estiver|estiverem|tiver|tiverem
         for|forem|valer|custar|superar|ultrapassar|alcancar|encostar|despencar|disparar|desabar|derreter|tombar|recuar|voltar
         valorizar|desvalorizar|variar|oscilar|mexer|movimentar|aumentar|diminuir|baixar|descer|explodir|estourar|virar|der|fizer
         entrar|sair|renovar|marcar|pular|saltar|ganhar|quebrar|testar|ir|afundar|mover|crescer|bombar|decolar|render|exceder|vencer|fechar
         mudar|transpor|rasgar|ceder|escorregar|corrigir|buscar|pegar|operar|cotar|negociar|transitar|retornar|rodar
         caia|caiam|passe|passem|chegue|cheguem|bata|batam|suba|subam|fique|rompa|perca|fure|atinja|toque|cruze|dobre|triplique|esteja|supere
         ultrapasse|alcance|encoste|despenque|dispare|desabe|derreta|recue|volte|valorize|desvalorize|varie|oscile|mexa|aumente|diminua|baixe
         desca|vire|seja|faca|renove|valha|custe|tenha|va|exploda|estoure|quebre|teste|entre|saia",
    ),
    (
        Cue::AlertNoun,
        "alerta|alertas|alarme|alarmes|aviso|avisos|alertinha|alerts|alert
         notificacao|notificacoes",
    ),
    (
        Cue::CreateVerb,
        "cri~ !criou | crie
         criar
         faz|faca|fazer
         coloc~ | coloque|coloques
         p|poe|ponha|por|bota|bote|botar|boto
         mont~ | program~ | programe
         configur~ | configure
         defin~ | ativ~ !ativos !ativo !ativa
         ative|liga|ligue|arma|arme|armar
         adicion~ | set|seta|setar
         cadastr~ | registr~ | agend~ | marc~ | marque
         novo|nova
         gera|gere|gerar|abre|abra|deix~ | estabelec~ | estabeleca | inclu~ | inclua
         quero|queria|preciso|gostaria um|uma|de",
    ),
    (
        Cue::CancelVerb,
        "apag~ | apague|apagues
         cancel~ | canceli
         remov~ | exclu~ | exclua|exclui
         delet~ | stop|tir~ | elimin~ | limp~ | retir~
         esquec~ | esqueca
         desfaz|desfaca|desfazer
         desist~
         encerr~ | acab~ com
         mat~ | derrub~ | revog~ | revogue | anul~ | descart~ | extingu~ | zer~ | arranc~ | some com|c
         some|suma com
         joga fora
         nao quero mais
         nao preciso mais
         nao precisa mais
         dar|da|de fim|cabo
         livr~",
    ),
    (
        Cue::PauseVerb,
        "paus~ | suspend~ | suspenda
         desativ~ | deslig~ | desligue | silenci~ | congel~ | interromp~ | interrompa
         desabilit~ | inativ~ | mut~ | adormec~
         da|de|dar|deixa uma pausa|tempo
         da|de um tempo
         par~ temporariamente|por .. tempo
         coloc~ em pausa|espera|standby
         deix~ em|de pausa|espera|standby|molho",
    ),
    (
        Cue::ChangeVerb,
        "mud~ | alter~ | troc~ | troque | ajust~ | edit~ | atualiz~ | modific~ | modifique | reajust~ | corrig~ | corrija | substitu~ | substitua | redefin~ | reconfigur~
         pass~ o|a|meu alerta
         mex~ no|em|nos
         sub~ o|a|meu alerta|alarme|aviso
         sobe|suba|abaixa|abaixe|desce|desca|eleva|eleve|reduz|reduza o|a|meu alerta|alarme|aviso
         baix~ | aument~ | diminu~ o|a|meu alerta|alarme|aviso
         move|mova|mover o|a|meu alerta|alarme|aviso",
    ),
    (
        Cue::ListWord,
        "quais|qual|quantos|que
         list~ | lista
         mostr~ | mostre
         ver|veja|vejo|exib~ | exiba
         me d~ | diz | diga | fala|fale
         meus|minhas|ativo|ativos|configurado|configurados|tenho|existe|existem|ligado|ligados|criado|criados|pendentes|cadastrados|ha|tem
         le|leia|ler|consult~ | confer~ | confira | relat~",
    ),
    (
        Cue::StopNotifying,
        "par~ de|d me? avis~|notific~|alert~|cham~|mand~|apit~|encher
         nao me? avis~|notifi*|alert~|cham~ mais
         nao precis~ mais? me? avis~|notific~|alert~|cham~
         nao precis~ me? avis~|notific~|alert~ mais
         nao quero mais ser avisad*|notificad*|alertad*
         nao quero mais .. alerta|aviso|alertas|avisos|notificacoes
         nao quero ser mais? avisad*|notificad*|alertad*
         chega de alerta|alertas|aviso|avisos|notificacoes",
    ),
    (Cue::All, "todos|todas|tudo|todinhos|tudinho|geral|qualquer"),
    (
        Cue::WatchNoun,
        "minha|na|da|a|la|de lista !de precos
         lista
         listinha
         favorit*
         watchlist|watch|wachlist
         acompanhamento|monitoramento|observacao
         radar
         minhas moedas|criptos|criptomoedas
         carteira de acompanhamento|observacao",
    ),
    (Cue::WatchVerb, "acompanh~ | siga|seguir|seguindo|segue|sigo | favorit~ | observ~ | fic~ de olho | monitor~"),
    (
        Cue::Unwatch,
        "par~ de|d acompanh~|seguir|monitor~|observ~|olhar
         deix~ de acompanh~|seguir|monitor~|observ~
         desfavorit~
         nao quero mais acompanh~|seguir|monitor~|ver
         nao precisa mais acompanh~|seguir|monitor~",
    ),
    (
        Cue::WatchListing,
        "quais|que|qual .. acompanh~|sigo|seguindo|monitor~|favoritas|favoritos|observ~
         quais .. minha|na lista|watchlist
         quais .. meus favoritos
         que .. acompanh~|sigo|seguindo|monitorando|favorit*
         o que .. minha|na lista
         o que tem|tenho|ha na|nos|em minha|meus? lista|favoritos|watchlist
         que .. tem|tenho|tao|estao na|nos minha|meus? lista|favoritos|watchlist
         mostr~|mostre|list~|ver|veja|abr~|le|leia|exib~|fal~|diz|diga|qual|consult~ me? a|os|as|o|e? minha|meus|minhas lista|favorit*|watchlist|moedas|criptos
         qual|cade a? minha lista|watchlist
         minha lista|watchlist
         meus favoritos
         minhas favoritas
         como .. minha lista|watchlist|favoritos|favoritas
         como .. meus favoritos",
    ),
    (
        Cue::AddVerb,
        "adicion~ | add|adiciona|adicione
         coloc~ | coloque | inclu~ | inclua | acrescent~ | inser~ | insira
         p|poe|ponha|por|bota|bote|botar|taca|joga|mete|salva|salve|salvar|guarda|guarde|marca|marque|marcar|entra|cadastr~ | registr~ | anex~
         quero|queria|gostaria",
    ),
    (
        Cue::BoughtVerb,
        "comprei|compramos|adquiri|adquirimos|peguei|investi|aportei|aloquei
         acabei|acabo|terminei de comprar|adquirir|pegar
         entrei com|em
         comprado|comprados|comprada
         ganhei|recebi",
    ),
    (
        Cue::SoldVerb,
        "vendi|vendemos|liquidei|desfiz|despachei
         passei pra|para frente
         acabei|acabo|terminei de vender|liquidar
         vendido|vendidos|vendida",
    ),
    (
        Cue::RecordVerb,
        "registr~ | registre | anot~ | lanc~ | lance | cadastr~ | inclu~ | inclua | adicion~ | coloc~ | coloque | bota|bote|poe|ponha | salv~ | marca|marque | guard~ | contabiliz~ | insira|inser~",
    ),
    (Cue::TradeNounBuy, "compra|compras|aporte|aquisicao|comprar"),
    (Cue::TradeNounSell, "venda|vendas|vender"),
    (
        Cue::PortfolioValue,
        "minha|minhas carteira|carteiras|posicao|posicoes|holding|holdings|wallet|custodia|grana|bolsa|cripto|criptos|moedas vale?
         minha|da|na|a carteira
         meu|meus|do portfolio|portifolio|portifoleo|patrimonio|saldo|investimento|investimentos|lucro|prejuizo|ativos|pnl|resultado|rendimento|dinheiro
         quanto .. eu tenho|possuo
         quanto eu tenho
         quanto tenho
         quanto .. ganhei|perdi|lucrei|ganhando|perdendo|lucrando
         quanto .. lucrei
         quanto ganhei|perdi
         to|estou|tou|ta|tamo|estamos|tô no|na|em|tendo lucro|prejuizo|positivo|negativo|ganhando|perdendo|preju
         to|estou ganhando|perdendo
         to|estou positivo|negativo
         portfolio|portifolio|patrimonio
         carteira
         tudo que|o eu? tenho
         quanto .. meus .. valem
         quanto .. vale .. minha|minhas|meu|meus
         quanto .. valem .. minhas|meus",
    ),
    (Cue::Schedule, "agend~ | agenda | program~ | rotina"),
];
