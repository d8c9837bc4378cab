//! Words without a meaning of their own.

/// Words that carry no meaning of their own here.
pub(super) const FILLERS: &str = "a o as os um uma uns umas e eh de do da dos das em no na nos nas por pra pro pras pros para p com c ao aos \
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
    dissesse disse falasse mostrasse fizesse pudesse quisesse soubesse visse olhasse passasse contasse informasse explicasse deixasse quarto quartos decimo decimos centesimo milesimo milesimos terco nacional nacionais hipotese hipoteses acerca requeiro requerer cabivel exatos aproximadamente cerca mais-ou-menos redor torno ne ein hein hem aham ok certo ta entre ante sobre sem sob apos contra ate desde perante \
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
