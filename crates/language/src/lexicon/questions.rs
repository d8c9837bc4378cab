//! Cues of questions about coins and the market. One pattern a line; see [`crate::pattern`].

use super::Cue;

pub(super) const CUES: &[(Cue, &str)] = &[
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
         quantia|cifra|taxa|cambio|quote|price|paridade",
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
         como foi|foram|andou|andaram
         como .. se saiu|sairam|comportou
         ta|esta|tao|estao|anda|ficou|fechou positivo|positiva|negativo|negativa
         no|na|de verde|vermelho|azul
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
         ou o|a? #coin
         em relacao
         mais|menos|melhor|pior do? que
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
         ate quanto|onde .. subiu|chegou|foi",
    ),
    (
        Cue::Low,
        "minima|minimas|minimo|fundo|fundos|piso
         menor preco|valor|cotacao|patamar|nivel
         mais baixo|baixa|barato|barata
         ponto|preco|valor|cotacao mais baixo|baixa
         atl|low
         ate quanto|onde .. caiu|desceu",
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
         investid*|aplicad*|colocad*|comprad*|aportad*|botad*|posto|postos|feito|feitos|investimento|aplicacao|aporte .. em|na|no|de|ha|faz|desde|#when
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
         liquidez
         giro do|da|de|financeiro|#when
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
         vale todo|toda o|a #coin
         vale .. todo|toda|inteiro|inteira
         valor total da|do|de #coin
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
         quanto|quantos .. do mercado
         quanto|quantos .. represent~
         represent~ .. mercado
         peso do|da .. no mercado
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
         medo|ganancia|ganancioso extremo|extrema
         indice .. medo|ganancia|ganancioso
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
         todo|povo|galera|pessoal|gente|investidor* .. medo|medrosos|euforico|euforicos
         termometro do mercado",
    ),
    (
        Cue::Overview,
        "resumo|resumao|resuminho|panorama|apanhado|overview|balanco|geralzao|boletim|sumario|relatorio
         visao geral
         giro pelo|no .. mercado|criptos
         mundo|universo|mercado cripto|crypto|das criptos
         por dentro do mercado
         coisas .. cripto|criptos|mercado
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
         subi*|sobe|sobem|valoriz~|rend~|ganh~|cresc~|dispar~|bomb~|lucr~|avanc~|explod~|decol~|pul~|salt~|performaram|performou mais
         melhor|melhores desempenho|desempenhos|performance|performances|moeda|moedas|cripto|criptos|criptomoeda|criptomoedas|ativo|ativos|do|da|resultado|resultados|retorno|retornos|hoje|#when
         top|ranking .. alta|altas|ganh*|valoriz*|gainers|subi*|melhores
         top|tops gainers
         gainers
         que|quem|quais .. subindo|bombando|disparando|decolando|valorizando|voando
         que|quem .. bomb~|dispar~|decol~|explod~
         moedas|criptos|criptomoedas|moeda em alta
         que .. em alta
         quem|quais|que .. mais|melhor em alta
         campe*|destaques|destaque positivo|positivos|do|da|de|#when
         lider|lideres|liderando .. alta|altas|ganhos|valorizacao
         quem .. se deu bem
         se deram bem
         quem subiu|valorizou|rendeu|ganhou|performou
         altas|valorizacoes do|da|de|#when
         as altas|valorizacoes|ganhador*|melhores
         no verde",
    ),
    (
        Cue::Losers,
        "maior|maiores|principais|piores|mais .. queda|quedas|baixa|baixas|desvalorizacao|desvalorizacoes|perda|perdas|tombo|tombos|perdedor*|prejuizo*|losers|descida|descidas|desvalorizad*
         mais caiu|cairam|cai|caem|caindo|desvaloriz~|desvalorizad*|perd~|despenc~|derret~|desab~|afund~|recu~|tomb~|desc~|baix~|sofr~|apanh~|sangr~
         caiu|cairam|cai|caem|caindo|desvaloriz~|perd~|despenc~|derret~|desab~|afund~|recu~|tomb~|desc~|baix~|sofr~|apanh~|sangr~|encolh~|cederam|cedeu mais
         pior|piores desempenho|desempenhos|performance|performances|moeda|moedas|cripto|criptos|criptomoeda|criptomoedas|ativo|ativos|do|da|resultado|resultados|retorno|retornos|hoje|#when
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
         quedas|baixas|tombos do|da|de|#when
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
         lateral|lateralizad*|lateralizando|consolidando|andando
         de lado
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
];
