extension Country {
    /// Countries: the two letters of ISO 3166-1, its three letters, the calling code (ITU-T E.164) and the prefix dialled before a number inside
    /// the country (`-` for none), then names as forms write them, the English one first. Three letters and numbers are given where telephones
    /// are put into a national form; the others are known by code and name. In the order in which a shared calling code is settled.
    static let table: StaticString = """
        US USA 1 - United States|USA|U.S.A.|United States of America|Vereinigte Staaten|Vereinigte Staaten von Amerika|États-Unis|Estados Unidos|Stati Uniti|Verenigde Staten
        CA CAN 1 - Canada|Kanada|Canadá
        GB GBR 44 0 United Kingdom|UK|Great Britain|England|Vereinigtes Königreich|Großbritannien|Royaume-Uni|Reino Unido|Regno Unito|Verenigd Koninkrijk
        DE DEU 49 0 Germany|Deutschland|Allemagne|Alemania|Germania|Duitsland|Alemanha
        FR FRA 33 0 France|Frankreich|Francia|Frankrijk|França
        ES ESP 34 - Spain|España|Spanien|Espagne|Spagna|Spanje|Espanha
        AU AUS 61 0 Australia|Australien|Australie
        IT ITA 39 - Italy|Italia|Italien|Italie|Italië|Itália
        NL NLD 31 0 Netherlands|The Netherlands|Holland|Nederland|Niederlande|Pays-Bas|Países Bajos|Paesi Bassi|Países Baixos
        BE BEL 32 0 Belgium|België|Belgique|Belgien|Bélgica|Belgio
        AT AUT 43 0 Austria|Österreich|Autriche|Oostenrijk|Áustria
        CH CHE 41 0 Switzerland|Schweiz|Suisse|Svizzera|Suiza|Zwitserland|Suíça
        IE IRL 353 0 Ireland|Éire|Irland|Irlande|Irlanda|Ierland
        PT PRT 351 - Portugal|Portogallo
        SE SWE 46 0 Sweden|Sverige|Schweden|Suède|Suecia|Svezia|Zweden
        NO NOR 47 - Norway|Norge|Norwegen|Norvège|Noruega|Norvegia|Noorwegen
        DK DNK 45 - Denmark|Danmark|Dänemark|Danemark|Dinamarca|Danimarca|Denemarken
        FI FIN 358 0 Finland|Suomi|Finnland|Finlande|Finlandia
        PL POL 48 - Poland|Polska|Polen|Pologne|Polonia|Polônia
        CZ CZE 420 - Czech Republic|Czechia|Česko|Česká republika|Tschechien|République tchèque|República Checa
        GR GRC 30 - Greece|Ελλάδα|Griechenland|Grèce|Grecia|Griekenland
        MX MEX 52 - Mexico|México|Mexiko|Mexique|Messico
        BR BRA 55 0 Brazil|Brasil|Brasilien|Brésil|Brasile
        AR ARG 54 0 Argentina|Argentinien|Argentine
        CL CHL 56 - Chile|Chili|Cile
        CO COL 57 - Colombia|Kolumbien|Colombie
        IN IND 91 0 India|Indien|Inde|Índia
        JP JPN 81 0 Japan|日本|Japon|Japón|Giappone
        CN CHN 86 0 China|中国|Chine|Cina
        KR KOR 82 0 South Korea|Korea, Republic of|대한민국|Südkorea|Corée du Sud|Corea del Sur
        NZ NZL 64 0 New Zealand|Neuseeland|Nouvelle-Zélande|Nueva Zelanda
        ZA ZAF 27 0 South Africa|Südafrika|Afrique du Sud|Sudáfrica
        LU LUX 352 - Luxembourg|Luxemburg|Luxemburgo
        HU HUN 36 06 Hungary|Magyarország|Ungarn|Hongrie|Hungría
        RO ROU 40 0 Romania|România|Rumänien|Roumanie
        TR TUR 90 0 Turkey|Türkiye|Türkei|Turquie
        RU RUS 7 8 Russia|Russian Federation|Россия|Russland|Russie
        UA UKR 380 0 Ukraine|Україна
        IL ISR 972 0 Israel|ישראל
        AE ARE 971 0 United Arab Emirates|UAE
        SG SGP 65 - Singapore|Singapur
        HK HKG 852 - Hong Kong
        PH PHL 63 0 Philippines|Philippinen
        SK SVK 421 0 Slovakia|Slovensko|Slowakei
        SI SVN 386 0 Slovenia|Slovenija|Slowenien
        HR HRV 385 0 Croatia|Hrvatska|Kroatien
        BG BGR 359 0 Bulgaria|България|Bulgarien
        EE EST 372 - Estonia|Eesti|Estland
        LV LVA 371 - Latvia|Latvija|Lettland
        LT LTU 370 0 Lithuania|Lietuva|Litauen
        AD - - - Andorra
        AF - - - Afghanistan
        AG - - - Antigua & Barbuda
        AI - - - Anguilla
        AL - - - Albania
        AM - - - Armenia
        AO - - - Angola
        AQ - - - Antarctica
        AS - - - Samoa (American)
        AW - - - Aruba
        AX - - - Åland Islands
        AZ - - - Azerbaijan
        BA - - - Bosnia & Herzegovina
        BB - - - Barbados
        BD - - - Bangladesh
        BF - - - Burkina Faso
        BH - - - Bahrain
        BI - - - Burundi
        BJ - - - Benin
        BL - - - St Barthelemy
        BM - - - Bermuda
        BN - - - Brunei
        BO - - - Bolivia
        BQ - - - Caribbean NL
        BS - - - Bahamas
        BT - - - Bhutan
        BV - - - Bouvet Island
        BW - - - Botswana
        BY - - - Belarus
        BZ - - - Belize
        CC - - - Cocos (Keeling) Islands
        CD - - - Congo (Dem. Rep.)
        CF - - - Central African Rep.
        CG - - - Congo (Rep.)
        CI - - - Côte d'Ivoire
        CK - - - Cook Islands
        CM - - - Cameroon
        CR - - - Costa Rica
        CU - - - Cuba
        CV - - - Cape Verde
        CW - - - Curaçao
        CX - - - Christmas Island
        CY - - - Cyprus
        DJ - - - Djibouti
        DM - - - Dominica
        DO - - - Dominican Republic
        DZ - - - Algeria
        EC - - - Ecuador
        EG - - - Egypt
        EH - - - Western Sahara
        ER - - - Eritrea
        ET - - - Ethiopia
        FJ - - - Fiji
        FK - - - Falkland Islands
        FM - - - Micronesia
        FO - - - Faroe Islands
        GA - - - Gabon
        GD - - - Grenada
        GE - - - Georgia
        GF - - - French Guiana
        GG - - - Guernsey
        GH - - - Ghana
        GI - - - Gibraltar
        GL - - - Greenland
        GM - - - Gambia
        GN - - - Guinea
        GP - - - Guadeloupe
        GQ - - - Equatorial Guinea
        GS - - - South Georgia & the South Sandwich Islands
        GT - - - Guatemala
        GU - - - Guam
        GW - - - Guinea-Bissau
        GY - - - Guyana
        HM - - - Heard Island & McDonald Islands
        HN - - - Honduras
        HT - - - Haiti
        ID - - - Indonesia
        IM - - - Isle of Man
        IO - - - British Indian Ocean Territory
        IQ - - - Iraq
        IR - - - Iran
        IS - - - Iceland
        JE - - - Jersey
        JM - - - Jamaica
        JO - - - Jordan
        KE - - - Kenya
        KG - - - Kyrgyzstan
        KH - - - Cambodia
        KI - - - Kiribati
        KM - - - Comoros
        KN - - - St Kitts & Nevis
        KP - - - Korea (North)
        KW - - - Kuwait
        KY - - - Cayman Islands
        KZ - - - Kazakhstan
        LA - - - Laos
        LB - - - Lebanon
        LC - - - St Lucia
        LI - - - Liechtenstein
        LK - - - Sri Lanka
        LR - - - Liberia
        LS - - - Lesotho
        LY - - - Libya
        MA - - - Morocco
        MC - - - Monaco
        MD - - - Moldova
        ME - - - Montenegro
        MF - - - St Martin (French)
        MG - - - Madagascar
        MH - - - Marshall Islands
        MK - - - North Macedonia
        ML - - - Mali
        MM - - - Myanmar (Burma)
        MN - - - Mongolia
        MO - - - Macau
        MP - - - Northern Mariana Islands
        MQ - - - Martinique
        MR - - - Mauritania
        MS - - - Montserrat
        MT - - - Malta
        MU - - - Mauritius
        MV - - - Maldives
        MW - - - Malawi
        MY - - - Malaysia
        MZ - - - Mozambique
        NA - - - Namibia
        NC - - - New Caledonia
        NE - - - Niger
        NF - - - Norfolk Island
        NG - - - Nigeria
        NI - - - Nicaragua
        NP - - - Nepal
        NR - - - Nauru
        NU - - - Niue
        OM - - - Oman
        PA - - - Panama
        PE - - - Peru
        PF - - - French Polynesia
        PG - - - Papua New Guinea
        PK - - - Pakistan
        PM - - - St Pierre & Miquelon
        PN - - - Pitcairn
        PR - - - Puerto Rico
        PS - - - Palestine
        PW - - - Palau
        PY - - - Paraguay
        QA - - - Qatar
        RE - - - Réunion
        RS - - - Serbia
        RW - - - Rwanda
        SA - - - Saudi Arabia
        SB - - - Solomon Islands
        SC - - - Seychelles
        SD - - - Sudan
        SH - - - St Helena
        SJ - - - Svalbard & Jan Mayen
        SL - - - Sierra Leone
        SM - - - San Marino
        SN - - - Senegal
        SO - - - Somalia
        SR - - - Suriname
        SS - - - South Sudan
        ST - - - Sao Tome & Principe
        SV - - - El Salvador
        SX - - - St Maarten (Dutch)
        SY - - - Syria
        SZ - - - Eswatini (Swaziland)
        TC - - - Turks & Caicos Is
        TD - - - Chad
        TF - - - French S. Terr.
        TG - - - Togo
        TH - - - Thailand
        TJ - - - Tajikistan
        TK - - - Tokelau
        TL - - - East Timor
        TM - - - Turkmenistan
        TN - - - Tunisia
        TO - - - Tonga
        TT - - - Trinidad & Tobago
        TV - - - Tuvalu
        TW - - - Taiwan
        TZ - - - Tanzania
        UG - - - Uganda
        UM - - - US minor outlying islands
        UY - - - Uruguay
        UZ - - - Uzbekistan
        VA - - - Vatican City
        VC - - - St Vincent
        VE - - - Venezuela
        VG - - - Virgin Islands (UK)
        VI - - - Virgin Islands (US)
        VN - - - Vietnam
        VU - - - Vanuatu
        WF - - - Wallis & Futuna
        WS - - - Samoa (western)
        YE - - - Yemen
        YT - - - Mayotte
        ZM - - - Zambia
        ZW - - - Zimbabwe
        """
}
