//! Cues of the conversation, of explanations, advice and what ALFA does not do. One pattern a line; see [`crate::pattern`].

use super::Cue;

pub(super) const CUES: &[(Cue, &str)] = &[
    (
        Cue::Explain,
        "que|q que|q? e|eh|sao|significa|significam|seria|vem
         que|oque|oq|q e|eh|sao que? isso? _
         que|q quer dizer
         que quer dizer
         que|q e|eh|sao
         que|q vem a ser
         me? esclarec~ | esclareca
         tira|tire minha? duvida sobre
         duvida sobre
         nao entendo .. que
         entender|compreender .. que
         fala|fale|conta|conte|aprender|saber|ler sobre
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
         quando e|eh|sera|foi|vai .. halving
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
         que|qual|quais .. moeda|cripto|criptomoeda|moedas|criptos .. comprar|compro|compraria|devo|apostar|aposto|investir|invisto|coloco|boto|ponho|aplico|aporto
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
         qual|quais .. compro|compraria|vendo|venderia|escolho|escolher|escolheria|escolhe|prefere|preferes
         melhor investimento|aposta|opcao
         melhor comprar|vender|esperar
         me livro",
    ),
    (
        Cue::Forecast,
        "vai|vao|ira|irao|deve|pode|podera|devera|sera .. subir|cair|disparar|despencar|valer|chegar|bater|explodir|render|valorizar|bombar|custar|passar|voltar|continuar|desabar|derreter|crashar|quebrar|acabar|morrer|recuperar|ultrapassar|superar|decolar|estar|ficar|dobrar|corrigir|aumentar|ir|parar|despertar|reagir|pra|para
         previsao|previsoes|projecao|projecoes|expectativa|expectativas|prognostico|estimativa|preve|prever|preveja
         quanto .. vai|ira|vao valer|estar|custar|chegar|render|ficar|bater|subir|cair
         subira|caira|chegara|valera|batera|atingira
         sera que .. sobe|cai|vai|chega|bate|passa|valoriza|volta
         ate onde .. vai|sobe|cai|chega
         chega a|em|aos|nos .. ate|ainda|esse|este|em
         amanha|proxima|proximo|proximos|proximas|futuro
         semana|mes|ano|dia que vem",
    ),
    (
        Cue::OffTopic,
        "tempo em|no|na|hoje|amanha|la|vai
         previsao do tempo
         clima em|no|na|de
         esta|ta|anda o transito|tempo|clima
         transito
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
    (
        Cue::Order,
        "como|onde compr~|vend~|minerar|sacar|guardar|declar*
         como eu? faco pra|para comprar|vender|sacar
         transfer~ | transfira | envi~ | deposit~ | saca|saque|sacar
         compra|compre|vende|venda .. #coin .. pra|para mim|nos
         compra|compre|vende|venda meu|minha|meus|minhas|todo|toda|todos|todas|tudo",
    ),
    (Cue::News, "noticia|noticias|novidade|novidades|manchete|manchetes|fofoca|noticiario"),
];
