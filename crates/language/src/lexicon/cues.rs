//! The cues: what people say for each kind of request, as patterns over folded words.

/// A class of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Cue {
    // alerts
    Notify,
    Tell,
    IfWhen,
    Always,
    FutureVerb,
    AlertNoun,
    CreateVerb,
    CancelVerb,
    PauseVerb,
    ChangeVerb,
    ListWord,
    StopNotifying,
    All,
    // what is kept
    WatchNoun,
    WatchVerb,
    Unwatch,
    WatchListing,
    AddVerb,
    BoughtVerb,
    SoldVerb,
    RecordVerb,
    TradeNounBuy,
    TradeNounSell,
    PortfolioValue,
    // questions
    Price,
    Change,
    Rising,
    Compare,
    High,
    Low,
    AllTimeHigh,
    AllTimeLow,
    PastPrice,
    WhatIf,
    WhatIfResult,
    Volume,
    MarketCap,
    WholeMarket,
    Dominance,
    FearGreed,
    Overview,
    Gainers,
    Losers,
    Superlative,
    Trend,
    Chart,
    Show,
    Convert,
    HowMuchBuys,
    Overbought,
    Oversold,
    // talk
    Explain,
    Glossary,
    Source,
    Repeat,
    Slower,
    Faster,
    Stop,
    Help,
    Greeting,
    Thanks,
    Yes,
    No,
    Advice,
    Forecast,
    OffTopic,
    Schedule,
    News,
}

/// One pattern a line; see [`crate::pattern`].
pub(crate) const CUES: &[(Cue, &str)] = &[
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
    (
        Cue::Price,
        "preco|precos|precinho|presso|preso
         cotacao|cotacoes|cotado|cotada|cotad*
         quanto|qto|qnto|quantos ta|esta|tah|tao|estao|e|eh|custa|custam|custava|vale|valem|valendo|fica|anda|sai|saindo|tem|vai|saem|que|o|a
         quanto|qto|qnto .. custa|custam|vale|valem|valendo|custando|cotad*|cotando|saindo
         ta|esta|tao|tah|anda|andam|estao .. quanto|qto|qnto|como
         ta|esta em? quanto
         por|a quanto|qto
         em quanto ta|esta|anda|tao
         quanto|qto|qnto
         valor
         valendo|custando
         qual e? a? do|da
         como ta|esta|anda|tao|estao|vai|andam|que
         cade
         custa|custo
         a quantas anda|andam
         to|ta valendo|lendo
         preca|precario
         quantia|cifra|taxa",
    ),
    (
        Cue::Change,
        "subiu|sobiu|caiu|cairam|subiram|variou|variaram|variacao|variacoes|oscilou|oscilacao|rendeu|renderam|rendimento|valorizou|valorizaram
         valorizacao|desvalorizou|desvalorizacao|desempenho|performance|performou|performaram|performance|despencou|disparou|derreteu|desabou|mexeu|mudou
         rentabilidade|retorno|evolucao|evoluiu|aumentou|diminuiu|baixou|recuou|avancou|cresceu|perdeu|ganhou|lucrou|tombou|subida|descida|queda|alta
         quantos|quanto por cento|porcento
         qual .. percentual|porcentagem
         percentual|porcentagem
         se saiu|sairam
         como foi|foram|se saiu|andou|andaram
         acumul~
         mud~ de preco
         subindo|caindo|bombou|bombaram|decolou|decolaram|explodiu|explodiram|afundou|afundaram|sangrou|sangrando|derreteram|desabaram|dispararam|despencaram|avancaram|recuaram|encolheu|sofreu|rendendo|valorizando|desvalorizando|corrigiu|desceu|desceram|perderam|ganharam|mudaram|oscilaram|mexeram|andou|rolou|aconteceu
         em? alta|queda de quanto",
    ),
    (
        Cue::Rising,
        "ta|esta|tao|estao|anda|vem|tem subindo|caindo|subido|caido|valorizando|desvalorizando|despencando|disparando|derretendo|recuando
         subindo ou caindo
         caindo ou subindo",
    ),
    (
        Cue::Compare,
        "compar~ | comparacao|comparativo|comparado|comparada|comparados
         versus|vs|x|contra
         confront~ | confronto
         diferenca entre
         lado a lado
         quem|qual|quais .. mais|menos|melhor|pior
         melhor|pior|maior|menor
         frente a|ao
         ou o|a? #coin
         em relacao
         quem",
    ),
    (
        Cue::High,
        "maxima|maximas|maximo|pico|picos|topo|topos|teto|tope
         maior preco|valor|cotacao|patamar|nivel
         mais alto|alta|caro|cara
         mais? alto|caro que|q .. chegou|bateu|foi|esteve|ficou
         ponto|preco|valor|cotacao mais alto|alta
         recorde|ath|recordes
         high
         ate quanto .. subiu|chegou|foi",
    ),
    (
        Cue::Low,
        "minima|minimas|minimo|fundo|fundos|piso
         menor preco|valor|cotacao|patamar|nivel
         mais baixo|baixa|barato|barata
         ponto|preco|valor|cotacao mais baixo|baixa
         atl|low
         ate quanto .. caiu|desceu",
    ),
    (
        Cue::AllTimeHigh,
        "maxima|topo|recorde|pico|preco|maximo|alta historica|historico
         maior .. historia
         all time high
         ath
         recorde
         recorde de preco
         topo|maxima de|da todos|historia|sempre
         nova maxima
         novo topo|recorde|pico
         topo historico
         maxima de todos os tempos",
    ),
    (
        Cue::AllTimeLow,
        "minima|fundo|piso|minimo historica|historico
         all time low
         atl
         nova minima
         novo fundo",
    ),
    (
        Cue::PastPrice,
        "tava|estava|tavam|estavam|custava|custavam|valia|valiam|custou|valeu|era|eram|foi|fechou|fechamento|abriu|abertura|esteve|ficou|tinha|tive|andava
         cotad*",
    ),
    (
        Cue::WhatIf,
        "se eu|nos|a|tivesse|houvesse|voce .. tivesse|houvesse|tivessemos|investisse|comprasse|botasse|colocasse|aplicasse|pusesse|investido
         se tivesse|houvesse
         tivesse|houvesse .. colocado|investido|comprado|botado|posto|aplicado|aportado|entrado|pego|guardado|metido|jogado|enfiado|alocado|gastado|gasto|deixado|feito
         caso eu .. tivesse|houvesse
         eu|a tivesse
         tivesse .. comprado
         caso tivesse|houvesse|houvessemos
         investid*|aplicad*|colocad*|comprad*|aportad*|botad*|posto|postos em|na|no|de|ha|faz|la
         imagina|suponha|supondo|supor|simul~ .. investi*|comprei|tivesse|coloquei|aport*|aplic*|botei|compra
         simul~|simule
         investi|coloquei|botei|apliquei .. em|no|na|ha|faz .. atras|ha|faz
         tinha|houvera|tinhamos .. colocado|investido|comprado|botado|posto|aplicado|aportado|entrado|guardado|metido|enfiado",
    ),
    (
        Cue::WhatIfResult,
        "quanto eu? teria|tinha|seria|valeria|daria|estaria|renderia|virava|virou|viraria|viraram|valeriam|seriam|teriam|iam|ia|dariam|tava|estariam|ganharia|ganhado|lucrado|lucraria|rendido|virado
         teria|valeria|daria|renderia|seriam|seria|viraria|valeriam|dariam|ganharia|lucraria quanto|hoje|agora|virado|ganho|lucrado|rendido
         teria|valeria|daria|seriam|valeriam|dariam|viraria|teriamos|estaria
         tinha|estaria|seria .. hoje|agora
         virou|viraram|viraria|virado .. quanto|hoje",
    ),
    (
        Cue::Volume,
        "volume|volumes|volumao|volumi
         liquidez|giro
         negoci~ .. quanto
         quanto .. negoci~|moviment~|transacion~|girou
         quanto|qto .. foi|foram negociad*|movimentad*|transacionad*
         movimentacao|movimento .. do|da|de",
    ),
    (
        Cue::MarketCap,
        "valor de|do|di|total|em mercado|mercad
         valor total de|do mercado
         capitalizacao|capitalizacoes|capitaliza*|capitalisacao
         market|marketing|marquet|marqueti cap|capi|kep|quep
         marketcap|mcap|mktcap
         cap de|do mercado
         tamanho do|de mercado
         quanto vale .. mercado|rede .. todo|toda|inteiro|inteira|total",
    ),
    (
        Cue::WholeMarket,
        "mercado .. inteiro|todo|total|cripto|crypto|criptos|criptomoedas|geral
         todo o? mercado
         total do|de mercado
         mercado de cripto|criptos|criptomoedas|criptoativos
         total das|de criptos|criptomoedas|moedas|todas
         de todas as
         todas as criptomoedas|moedas|criptos
         cripto|criptos no total|geral
         total",
    ),
    (
        Cue::Dominance,
        "dominancia|dominacia|domina*|dominio|dominante
         quanto .. do mercado
         fatia|parcela|participacao|porcao|fracao|pedaco|share|percentual|porcentagem .. do|de|no mercado
         participacao de mercado
         market share",
    ),
    (
        Cue::FearGreed,
        "medo .. ganancia|ganancioso|ambicao|euforia
         ganancia .. medo
         indice de|do medo
         indice de ganancia
         ganancia
         fear .. greed
         fear|greed
         sentimento do|de|no|dos mercado|investidor*|cripto*
         sentimento geral
         mercado .. medo|ganancioso|gananciosa|euforico|apavorado|otimista|pessimista|assustado|nervoso|amedrontado
         medroso|ganancioso|apavorad*|amedrontad*
         humor .. mercado|investidor*|pessoal|galera|cripto*
         conganancia
         medo do|no|de mercado
         termometro do mercado",
    ),
    (
        Cue::Overview,
        "resumo|resumao|resuminho|panorama|apanhado|overview|balanco|geralzao|boletim|sumario|relatorio
         visao geral
         como|que .. mercado
         mercado|criptos|criptomoedas|cripto .. hoje|agora|como|resumo|ta|esta|tao|estao
         resum~ .. mercado|dia|cripto*
         mercado cripto|crypto|geral|todo
         como .. criptos|criptomoedas|cripto|moedas|mercado
         que .. rolando|acontecendo|acontece|pega|pegando|manda .. mercado|cripto|criptos|criptomoedas|moedas
         me? atualiz~
         situacao|estado|cenario|clima|foto|raio .. mercado|cripto*
         mercado",
    ),
    (
        Cue::Gainers,
        "maior|maiores|principais|melhores|mais .. alta|altas|valorizacao|valorizacoes|subida|subidas|ganho|ganhos|lucro|lucros|ganhador*|valorizad*|rentabilidade*|disparadas|gainers
         mais subi*|sobe|sobem|subindo|valoriz~|valorizad*|rend~|ganh~|cresc~|dispar~|bomb~|lucr~|avanc~|explod~|aument~|pul~
         subi*|valoriz~|rend~|ganh~|cresc~|dispar~|bomb~|lucr~|avanc~ mais
         melhor|melhores desempenho|desempenhos|performance|performances|moeda|moedas|cripto|criptos|criptomoeda|criptomoedas|ativo|ativos|do|da|resultado|resultados|retorno|retornos|hoje
         top|ranking .. alta|altas|ganh*|valoriz*|gainers|subi*|melhores
         top|tops gainers
         gainers
         que|quem|quais .. subindo|bombando|disparando|decolando|valorizando|voando
         que|quem .. bomb~|dispar~|decol~|explod~
         moedas|criptos|criptomoedas|moeda em alta
         que .. em alta
         quem|quais|que .. mais|melhor em alta
         campe*|destaques|destaque positivo|positivos|do|da|de
         lider|lideres|liderando .. alta|altas|ganhos|valorizacao
         quem .. se deu bem
         se deram bem
         quem subiu|valorizou|rendeu|ganhou|performou
         altas do|da|de
         as altas|valorizacoes|ganhador*|melhores
         no verde",
    ),
    (
        Cue::Losers,
        "maior|maiores|principais|piores|mais .. queda|quedas|baixa|baixas|desvalorizacao|desvalorizacoes|perda|perdas|tombo|tombos|perdedor*|prejuizo*|losers|descida|descidas|desvalorizad*
         mais caiu|cairam|cai|caem|caindo|desvaloriz~|desvalorizad*|perd~|despenc~|derret~|desab~|afund~|recu~|tomb~|desc~|baix~|sofr~|apanh~|sangr~
         caiu|cairam|caindo|desvaloriz~|perd~|despenc~|derret~|desab~|recu~|tomb~|desc~|baix~|sofr~|apanh~|sangr~ mais
         pior|piores desempenho|desempenhos|performance|performances|moeda|moedas|cripto|criptos|criptomoeda|criptomoedas|ativo|ativos|do|da|resultado|resultados|retorno|retornos|hoje
         top|ranking .. baixa|baixas|queda|quedas|perd*|desvaloriz*|losers|piores|tombos
         losers
         que|quem|quais .. caindo|despencando|derretendo|desabando|afundando|sangrando
         que|quem .. despenc~|derret~|desab~|afund~
         moedas|criptos|criptomoedas|moeda em baixa|queda
         que .. em baixa|queda
         lanterna|lanternas|destaque|destaques negativo|negativos
         lanterninha*
         quem .. se deu mal
         se deram mal
         quem caiu|despencou|derreteu|desabou
         quedas|baixas|tombos do|da|de
         as quedas|baixas|desvalorizacoes|perdedor*|piores
         no vermelho",
    ),
    (
        Cue::Superlative,
        "quem|qual|quais .. mais|menos|melhor|pior|maior
         melhor|pior",
    ),
    (
        Cue::Trend,
        "tendencia|tendencias|trend
         em alta ou .. baixa|queda
         em baixa|queda ou .. alta
         de|na alta ou .. baixa|queda
         altista|baixista|bullish|bearish|bull|bear
         direcao|vies
         analise|analises|analis~
         diagnostico|leitura tecnica?
         ta|esta|anda|tao em|de|na|numa alta|baixa|queda|lado|lateral|lateralizad*
         lateral|lateralizad*|de lado
         comport~ | comportamento
         pra|para que|qual lado|direcao
         pra|para onde .. indo|apont*
         momento do|da
         forca compradora|vendedora",
    ),
    (
        Cue::Chart,
        "grafico|graficos|grafiquinho|grafic
         chart|charts
         candle|candles|candlestick|candlesticks|velas
         plot~ | desenh~
         historico de precos
         curva do|da|de",
    ),
    (
        Cue::Show,
        "mostr~ | mostre | abr~ | abre|abra | exib~ | exiba | ver|veja|vejo | plot~ | desenh~ | quero | bota|bote|poe|ponha|coloc~ | traz|traga | gera|gere | apresent~ | manda|mande | carreg~ | carregue | visualiz~ | joga | projet~ | me d~ | puxa|puxe",
    ),
    (
        Cue::Convert,
        "convert~ | converti | conversao | converse
         transform~ | troc~ | equival~ | equivalente | passa|passe|passar
         quanto|quantos|quantas|qto|qnto .. e|eh|da|dao|vale|valem|fica|sao|custa|custam|seria|seriam|equivale|equivalem|recebo|ganho|pego|compro|rende
         em|pra|para reais|dolar|dolares|real|euro|euros
         calcul~ | calcule
         faz|faca|fazer a? conta|conversao",
    ),
    (
        Cue::HowMuchBuys,
        "compro|compra|comprar|compraria|comprava|compram|adquiro|adquirir|consigo|pego|levo|pega|leva|rende|viram|vira|viro|da pra|para comprar|pegar
         da pra|para|p comprar|pegar|levar
         consigo comprar|pegar|levar|ter
         daria|dariam|seriam|equivale",
    ),
    (
        Cue::Overbought,
        "sobrecomprad*|sobre-comprad*|sobrecompra|overbought|sobrecomprou
         sobre comprad*|compra|comprou
         esticad*|esticou|esticadao
         comprad* demais
         comprar* demais
         comprou demais
         muito comprad*
         super comprad*
         supercomprad*
         sobrecomprando
         subiu demais|d+
         excesso de compra|compras",
    ),
    (
        Cue::Oversold,
        "sobrevendid*|oversold|sobrevenda|sobrevendeu
         sobre vendid*|venda|vendeu
         vendid* demais
         vendeu|venderam demais
         muito vendid*
         super vendid*
         supervendid*
         caiu demais
         excesso de venda|vendas",
    ),
    (
        Cue::Explain,
        "que|q que|q? e|eh|sao|significa|significam|seria|vem
         que|oque|oq|q e|eh|sao que? isso? _
         que|q quer dizer
         que quer dizer
         que|q e|eh|sao
         que significa
         oque|oq e|eh|significa|sao
         explic~ | explique|expliques
         defin~ | definicao
         pra|para que|q serve|servem
         como funciona|funcionam | como e|se calcula|calculado|usa|le
         significado
         qual o|e significado|conceito|definicao
         conceito de|do
         me ensin~ | ensin~
         nao sei o que
         entender|entenda|entendo
         me conta|fala|diga|diz o que e|eh|sao|significa
         fala|fale|falar|conta|conte|saber sobre|mais|um
         quem criou|inventou|fundou
         quem e|foi|eh o? satoshi",
    ),
    (
        Cue::Glossary,
        "halving|halvin|staking|blockchain|defi|nft|nfts|stablecoin|stablecoins|altcoin|altcoins|hodl|hold|fomo|fud|satoshi|satoshis|gas|fee|mineracao|minerar
         carteira fria|quente
         cold|hot wallet
         smart contract|contracts
         contrato inteligente
         alavancagem|alavancar|liquidacao|mempool|hash|hashrate|airdrop|memecoin|memecoins|yield|farming|pump|dump|whale|baleia|baleias|dca|ico|layer|bridge|oraculo|consenso|wallet
         bull|bear market
         rug pull
         preco medio
         prova de trabalho|participacao
         proof of work|stake
         suporte|resistencia|capitalizacao|dominancia|volatilidade|candle|candlestick|medo|ganancia|divergencia|spread|slippage|short|long|etf|etfs|dao|daos|token|tokens|criptomoeda|criptomoedas|cripto|agio|indicador|indicadores|cruz|cruzamento|golden|death|arbitragem|custodia|corretora|exchange|dex|cex|kyc|volume|liquidez|tendencia|fork|nodo|minerador|mineradores
         market cap
         valor de mercado
         order book
         livro de ofertas
         seed phrase
         chave privada|publica
         web 3
         stop loss
         analise tecnica|fundamentalista",
    ),
    (
        Cue::Source,
        "de|d onde|aonde|quem .. veio|vem|vieram|saiu|sairam|tirou|tiraste|tirasse|pegou|pega|tira|vc|voce|e|sao|esse|essa|busc~|obt~|consult~|ach~|arranj~
         de|d onde|aonde
         donde
         qual|quais .. fonte|fontes|origem|procedencia
         fonte|fontes|origem|procedencia
         onde .. pegou|tirou|viu|achou|consultou|buscou|encontrou|arrumou
         de qual|que corretora|exchange|site|fonte|lugar|bolsa
         qual|que corretora|exchange|site|bolsa
         quem disse|falou|informou|te
         como .. voce|vc|tu .. sabe|soube|sabes|descobriu
         baseado|baseada em que
         da onde",
    ),
    (
        Cue::Repeat,
        "repet~ | repita|repit~|repete|repetir|repetete
         de novo|novamente
         outra|mais uma? vez
         nao entendi|escutei|ouvi|peguei|saquei|captei|compreendi
         que|q .. voce|vc|tu|ce disse|falou|dissestes|disseste
         que .. voce|vc|tu|ce|tu? disse|falou|falaste
         o que foi que voce|vc
         como e|eh|foi que|mesmo
         como disse
         fala|diz|diga|fale|falar|dizer outra|de|novamente vez|novo
         nao deu pra entender|ouvir|escutar
         torna|torne a dizer|falar
         bis",
    ),
    (
        Cue::Slower,
        "devagar|devagarinho|devagarzinho|lentamente|pausadamente|vagar
         mais lento|lenta|calmo|pausado|calma
         menos rapido|velocidade
         desaceler~
         muito|ta|tao|rapido|esta rapido|depressa|acelerado demais?
         rapido|depressa demais
         diminu~|reduz~|reduza|baix~ .. velocidade|ritmo
         calma ai|la
         vai|va|fala com calma",
    ),
    (
        Cue::Faster,
        "mais rapido|depressa|rapida|ligeiro|veloz
         fal~|fale|anda|diz rapido|ligeiro|depressa
         rapidinho|apress~ | aceler~
         menos lento|devagar
         muito|ta|tao|esta lento|devagar|lenta|lerdo demais?
         devagar|lento|lerdo demais
         aument~|sob~ .. velocidade|ritmo
         velocidade maior
         fala|fale com pressa",
    ),
    (
        Cue::Stop,
        "par~ !para | pare|para|parar|parou|pari|stop
         par~|para|pare de|d falar|fala
         cal~ a|essa boca
         cale|cala se|a
         calado|calada|quieto|quieta|silencio|shh|xiu|psiu|chiu
         fic~|fique quieto|quieta|calado|calada|em
         chega|basta
         ja deu|chega|basta|ta
         cancel~ | cancela
         interromp~ | interrompa
         encerr~
         fecha a|essa matraca|bico|boca
         nao fala|fale mais
         nao precisa falar mais
         deix~ quieto
         ja entendi
         ta bom chega?
         tchau|tchauzinho|falou|fui|adeus|flw
         ate logo|mais|amanha
         desliga",
    ),
    (
        Cue::Help,
        "ajuda|ajude|ajudar|ajudas|socorro|help
         que|q .. voce|vc|ce|tu|alfa .. faz|fazer|sabe|pode|consegue|fazes|sabes|podes|responde|oferece
         que|quais .. voce|vc|ce|tu|alfa .. faz|sabe|pode|consegue|entende|responde
         voce|vc|tu|ce sabe|consegue|pode fazer
         que .. da pra fazer|perguntar|pedir
         o que .. posso|da|devo .. perguntar|pedir|fazer|falar
         quais|que comandos|perguntas|funcoes|opcoes|funcionalidades
         como .. voce|vc|ce|tu|isso|isto|usar|uso|utilizo .. funciona|funcionas|usa|usar|uso|utilizo|app|aplicativo|ajudar
         como .. te? uso|usar|utilizar .. voce|vc|isso|app|aplicativo|alfa?
         como te uso
         quem e|eh|es voce|vc|tu|ce
         comandos|instrucoes|tutorial|manual
         seu nome
         pra|para que|q voce|vc|tu serve",
    ),
    (
        Cue::Greeting,
        "oi|ola|opa|eae|salve|alo|oie|oii|hello|hey|coe
         e ai|aew
         bom|boa dia|tarde|noite
         fala ai?|alfa|comigo|parceiro|mano|meu
         tudo bem|bom|certo|joia|tranquilo|beleza
         tudo|td bem|bom|certo|joia
         como vai voce|vc
         como voce|vc|tu ta|esta|vai",
    ),
    (
        Cue::Thanks,
        "obrigad*|obg|brigad*|brigadao|valeu|vlw|agradec*|grato|grata|gratidao|show|perfeito|otimo|maravilha|excelente|legal|massa|bacana|tmj|top",
    ),
    (
        Cue::Yes,
        "sim|simm|sin|ss|yes|claro|pode|confirm~ | confirmo|confirmado|isso|exato|exatamente|correto|certo|positivo|ok|okay|beleza|blz|bora|fechado|aham|uhum|aha|arram|afirmativo
         com certeza|prazer
         manda ver|bala
         e|eh isso|esse|essa|mesmo|claro
         isso mesmo|ai
         vai|va em frente
         pode ser|sim|crer|apagar|fazer|ir|mandar|criar|cancelar|prosseguir|continuar|confirmar|excluir
         segue|prossiga|continue|continua|siga
         faz|faca isso|ai
         quero sim
         ta|esta certo|bom|ok|beleza
         por|pode favor
         sem duvida
         certeza|perfeito|combinado|concordo|aceito|autorizo|tranquilo|bele|demoro|partiu|dale|bah|tri|oxe|visse",
    ),
    (
        Cue::No,
        "nao|naum|n|nn|nop|negativo|nunca|jamais|nem|errado|errada
         nao quero|precisa|pode|e|eh|faz|faca|mesmo|obrigado|obrigada|era
         deix~|deixa pra|para|quieto|isso|assim|como la?
         deixa|esquec~ | esquece|esqueca|desist~ | desisti|cancela|cancele|cancel~ | aborta|aborte|larga|para|pare|volta|volte
         larga mao disso?
         melhor nao
         de jeito nenhum|maneira
         nada disso
         nem pensar|morto|ferrando|quero
         nem a pau",
    ),
    (
        Cue::Advice,
        "val~|vale|valeria a? pena
         dev~|devo|deveria|posso|preciso|convem|compensa|compensaria eu? ja? compr~|vend~|invest~|investir|entrar|sair|segurar|aport~|aplic~|hold*|realizar|esperar|trocar|manter|liquidar|colocar|botar|guardar|ficar|por
         devo|deveria|compensa|convem
         devo ou nao
         compr~ ou|o vend~
         compro|vendo|seguro|entro|saio|invisto|aporto ou
         vend~ ou|o compr~|segur~
         seguro ou vendo
         segur~|hold* ou vend~
         e|eh|ta|esta|ja|seria|acha .. hora|momento|bom|boa|melhor .. de|pra|para|comprar|vender .. comprar|vender|investir|entrar|sair|realizar|compra|venda|aportar
         bom|boa|melhor|otimo|certo|ideal|pessimo momento|hora|epoca|preco|opcao|ponto|ideia .. compr*|vend*|entrar|sair|invest*|aport*|realizar|compra|venda
         hora|momento de|pra|para compr~|vend~|entrar|sair|invest~|investir|realizar|aportar
         recomend~ | recomenda|recomendacao|recomendacoes|recomendas
         aconselh~ | conselho|conselhos|dica|dicas|sugestao|sugestoes|suger~|sugir~|palpite|opiniao
         indic~|indica|indicas .. moeda|moedas|cripto|criptos|compra|comprar|investir|uma|alguma|pra
         me|voce|vc|tu indic~ !indicador
         bom|boa|melhor|otima|otimo|seguro|arriscado|perigoso|cilada|furada|loucura|burrice|confiavel pra|para|investimento|investir|de|em|compra|comprar|cripto|moeda|opcao|aposta .. invest*|compr*|aport*|agora|hoje|investimento
         bom|boa|seguro|arriscado|melhor investir|comprar|investimento|aportar|vender
         uma boa compr*|invest*|compra|ideia|aposta|pedida|opcao|hora|agora?
         e|eh uma boa
         boa compra|pedida
         onde|que|qual|quais .. invist~|investir|aplic~|aplicar|aport~|apostar
         quanto devo|deveria .. invest*|aport*|compr*|colocar
         onde .. colocar|coloco|boto|botar|ponho|por .. dinheiro|grana
         que|qual|quais .. moeda|cripto|criptomoeda|moedas|criptos .. comprar|compro|compraria|devo|apostar|investir
         que comprar|compro|compraria
         que .. devo .. comprar|vender
         que vender|vendo
         qual|quais .. melhor|melhores .. pra|para|de|moeda|cripto|investimento .. comprar|investir|compra|longo|ter|comprada
         que|q .. acha|achas|pensa .. de|do|da|sobre|em|que|se
         voce|vc|tu|ce acha|achas|compraria|venderia|acredita|investiria|faria|pensa|recomenda
         compro|vendo .. agora|hoje|ja
         compro|entro|aporto .. mais|agora|ou
         ta|esta barato|caro .. compr*|ou|pra|para|agora|vend*|demais
         ta|esta caro|barato
         bom preco
         futuro do|da|de
         tem futuro|potencial
         potencial
         vai me? deixar|fazer|ficar rico|milionario
         fic~ rico
         me da|de uma? dica
         mais? seguro|rentavel investir|comprar
         all in
         me desfa*
         me livro",
    ),
    (
        Cue::Forecast,
        "vai|vao|ira|irao|deve|pode|podera|devera|sera .. subir|cair|disparar|despencar|valer|chegar|bater|explodir|render|valorizar|bombar|custar|passar|voltar|continuar|desabar|derreter|crashar|quebrar|acabar|morrer|recuperar|ultrapassar|superar|decolar|estar|ficar|dobrar|corrigir|aumentar|ir
         previsao|previsoes|projecao|projecoes|expectativa|expectativas|prognostico|estimativa|preve|prever|preveja
         quanto .. vai|ira|vao valer|estar|custar|chegar|render|ficar|bater|subir|cair
         subira|caira|chegara|valera|batera|atingira
         sera que .. sobe|cai|vai|chega|bate|passa|valoriza|volta
         ate onde .. vai|sobe|cai|chega
         chega a|em|aos|nos .. ate|ainda|esse|este|em
         amanha|proxima|proximo|proximos|proximas|futuro
         que vem",
    ),
    (
        Cue::OffTopic,
        "tempo em|no|na|hoje|amanha|la|vai
         previsao do tempo
         clima em|no|na|de
         chuv~ | chover|chove|temperatura|graus
         que horas|dia
         horas sao
         futebol|jogo|gol|placar|campeonato|brasileirao|copa|flamengo|corinthians|palmeiras|gremio|vasco|selecao|partida
         musica|musicas|playlist|spotify|youtube|netflix|filme|filmes|serie|video|cancao|novela
         piada|piadas|poema|receita|receitas|bolo|comida|pizza|restaurante|almoco|jantar|cafe|pao|arroz|feijao|carne|cerveja|churrasco
         presidente|politica|eleicao|capital|governador|prefeito|deputado
         carro|moto|casa|apartamento|gas|botijao|aluguel|gasolina|etanol|diesel|iphone|celular|passagem|ingresso|hotel|uber|taxi|onibus|aviao|voo|trem|bicicleta|geladeira|televisao|notebook
         email|e-mail|mail|whatsapp|telefone|foto|camera|luz|lampada|despertador|timer|cronometro
         ar condicionado
         petrobras|vale3|petr4|ibovespa|bovespa|acao|acoes|bolsa|selic|cdi|poupanca|tesouro|ipca|inflacao|fii|fiis|cdb|itau|bradesco|nubank|magalu|nasdaq|dow|sp500|fed
         ouro|prata|petroleo|soja|milho|boi|libra|iene|yuan|peso|pesos|franco|rublo
         raiz|quadrada|derivada|integral|multiplic~|dividido|somad*
         amor|namorad*|casar|esposa|marido|filho|cachorra|gato|medico|remedio|hospital|escola|faculdade|prova|trabalho|emprego|chefe
         populacao|habitantes|planeta|lua|terra
         traduz~ | traduza|idioma|ingles|espanhol
         livro|autor
         historia do brasil
         imposto de renda
         pix|boleto|fatura|cartao|transfer~|transfira|deposit~|sac~ | saque
         lembra de comprar leite",
    ),
    (Cue::News, "noticia|noticias|novidade|novidades|manchete|manchetes|fofoca|noticiario"),
    (Cue::Schedule, "agend~ | agenda | program~ | rotina"),
];

/// Words that carry no meaning of their own here.
pub(crate) const FILLERS: &str = "a o as os um uma uns umas e eh de do da dos das em no na nos nas por pra pro pras pros para p com c ao aos \
    que q se me mim te voce vc ce tu eu nos ele ela eles elas isso isto este esta esse essa aquele aquela desse dessa deste desta nesse nessa \
    neste nesta daquele daquela meu minha meus minhas seu sua la ca ai aqui ali agora ja ainda so ate tambem mas ou nem bem muito mais menos \
    ta to tou tao ser estar esta estao estou era foi sao tem tenho ter ha vai vou ir vem vir fica ficar ficou pode poderia podia posso consegue \
    conseguiria por favor porfavor favorzinho pf pfv pfvr plis please gentileza hum hmm ahn ah ha oh opa oi ola ei eita olha olhe veja ve veja entao tipo assim ne \
    ne entendeu sabe beleza bom boa dia tarde noite alfa assistente mano cara velho vei veio meu brother bro irmao parceiro chefe guri guria tche bah \
    tri oxe oxente visse vixe rapaz mermao parca amigo amiga filho filha moca moco querido querida senhor senhora bicho galera gente pessoal pessoa uai so \
    sô trem mainha painho man bora vamos dai daí daria gostaria queria quero querendo preciso precisava poderia faz faca favor gentilmente rapidinho \
    rapido hoje atual atualmente atualizado atualizada momento instante exato exatamente certinho mesmo real tempo afinal contas final das conta \
    moeda moedas cripto criptos criptomoeda criptomoedas criptoativo token tokens coin ativo qual quais quanto quantos quantas quem quando como onde qto qnto \
    que oque oq porque saber sabe dizer diz diga diz falar fala fale conta conte contar informe informa informar dar da de dava deu mostra mostre \
    mostrar ver consultar consulta checar checa checar confere conferir verifica verificar verifique olhar ola pesquisa pesquisar busca buscar \
    me-diz tal coisa negocio parada treco troco lance bagulho tudo todo toda todos todas cada algum alguma nenhum nada outro outra mim sim nao \
    acho acha achava pensando curiosidade curioso duvida pergunta perguntar duvidinha caso tava estava esse ultimo ultima valor unidade inteiro \
    exatos aproximadamente cerca mais-ou-menos redor torno ne ein hein hem aham ok certo ta entre ante sobre sem sob apos contra ate desde perante \
    acabou acabei aquilo nisso nisto disso disto nela nele dela dele delas deles num numa dum duma pelo pela pelos pelas quer quero queremos \
    andando andam anda ando indo vamo simbora so ai dona doutor doutora seu sr sra mestre patrao campeao fera cabra homi mulher bixo \
    sendo seria seriam sido estaria estariam tiver tinha tinham havia houve desde entretanto porem contudo logo depois antes enquanto \
    poxa putz nossa caramba caraca pera espera peraí perai calma tipo meio bastante pouco demais tanto quase apenas somente inclusive favorzinho obrigado obrigada valeu \
    ontem semana mes ano horas hora minutos dias meses anos semanas reais dolar dolares euro euros real centavos centavo mil milhao milhoes bilhao bilhoes \
    virgula ponto cento porcento segunda terca quarta quinta sexta sabado domingo feira janeiro fevereiro marco abril maio junho julho agosto setembro \
    outubro novembro dezembro manha madrugada passado passada atras ultimos ultimas natal grafico diario semanal mensal horario candle media movel moveis exponencial \
    simples bollinger banda bandas estocastico volume rsi ifr macd atr adx obv vwap sma ema linha sinal periodo periodos cima baixo acima abaixo \
    igual maior menor superior inferior metade dobro triplo vezes vez total totalmente conto contos pila pilas mango mangos pau paus prata grana dinheiro \
    sat sats satoshi satoshis gwei par brasil brasileiro brasileira brasileiros americano americana americanos comercial digital \
    nivel patamar casa faixa marca alvo suporte resistencia regiao zona topico opcao lado cruz golden death cross zero fim final inicio comeco \
    novo nova novos novas mesma mesmo propria proprio unica unico primeiro primeira segundo terceiro favoravel queira obsequio informacao informacoes dado dados numero numeros resposta frase presente data relativo relativa referente trimestre trimestral bimestre semestre quinzena decada anteontem antontem mensalmente semanalmente retrasado retrasada corrente vesperas vespera reveillon prezado prezada prezados cordialmente atenciosamente solicito solicitar desejo desejaria necessito necessitaria poderiam podes podias consegues sabes tens tu ti contigo vos poder podendo tentar tento experimenta bonito bonita boas bons \
    minutinho segundinho segundos segundo instantinho vezinha forca relativa indice amplitude verdadeira balanco saldo ponderado ponderada ponderada preco medio util uteis tenham tenha haja seja esteja estejam fosse";
