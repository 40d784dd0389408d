/// What words are known for: states, countries, kinds of streets, cities, names of people, work, kinds of companies, days.
enum EntityWords {
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt32
        static let state = Flags(rawValue: 1)
        static let country = Flags(rawValue: 2)
        static let street = Flags(rawValue: 4)
        static let city = Flags(rawValue: 8)
        static let firstName = Flags(rawValue: 16)
        static let lastName = Flags(rawValue: 32)
        static let job = Flags(rawValue: 64)
        static let company = Flags(rawValue: 128)
        static let day = Flags(rawValue: 256)
        static let direction = Flags(rawValue: 512)
        static let unit = Flags(rawValue: 1024)
        static let label = Flags(rawValue: 2048)
        static let hours = Flags(rawValue: 4096)
        static let honorific = Flags(rawValue: 8192)
        static let town = Flags(rawValue: 16384)
        /// A phrase of several words of one of the kinds above begins here.
        static let opensPhrase = Flags(rawValue: 32768)
        /// A phrase goes on here.
        static let insidePhrase = Flags(rawValue: 65536)
    }

    /// The flags of a word in lower case.
    static func flags(_ hash: UInt32) -> Flags {
        var flags = words[hash] ?? []
        if contains(firstNames, hash) { flags.insert(.firstName) }
        if contains(lastNames, hash) { flags.insert(.lastName) }
        return flags
    }

    /// Whether a word in lower case is a street's name made of one word: "Kruisstraat", "Vegagatan".
    static func isStreetName(_ word: some BidirectionalCollection<UInt8>) -> Bool {
        word.count > 6 && streetEnds.contains { word.count > $0.count + 2 && word.suffix($0.count).elementsEqual($0) }
    }

    private static let streetEnds: [[UInt8]] = [
        "straat", "strasse", "straße", "gatan", "gata", "vägen", "veien", "weg", "laan", "gasse", "allee", "platz", "plein", "gracht",
        "dijk",
        "singel", "katu", "utca",
    ].map { Array($0.utf8) }

    /// The flags of a name of several words in lower case with single spaces.
    static func phrase(_ hash: UInt32) -> Flags { (phrases[hash] ?? []).union(place(hash)) }

    /// Whether a name is that of a city or of a smaller place.
    static func place(_ hash: UInt32) -> Flags { contains(cities, hash) ? .city : contains(towns, hash) ? .town : [] }

    private static let cities = hashes(ModelData.cities)
    private static let towns = hashes(ModelData.towns)
    private static let firstNames = hashes(ModelData.firstNames)
    private static let lastNames = hashes(ModelData.lastNames)

    private static func hashes(_ bytes: [UInt8]) -> [UInt32] {
        var hashes: [UInt32] = []
        hashes.reserveCapacity(bytes.count / 4)
        for at in stride(from: 0, to: bytes.count - bytes.count % 4, by: 4) {
            hashes.append(UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24)
        }
        return hashes
    }

    private static func contains(_ sorted: [UInt32], _ hash: UInt32) -> Bool {
        var low = 0, high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == hash
    }

    private static let words = table { !$0.contains(0x20) }
    private static let phrases = table { $0.contains(0x20) }

    private static func table(_ isWanted: (ArraySlice<UInt8>) -> Bool) -> [UInt32: Flags] {
        var table: [UInt32: Flags] = [:]
        for (flags, list) in lists {
            for word in Array(list.utf8).split(separator: UInt8(ascii: ",")) where isWanted(word) {
                table[FeatureHash.hash(word), default: []].insert(flags)
            }
        }
        return table
    }

    private static let lists: [(Flags, String)] = [
        (
            .state,
            """
            al,ak,az,ar,ca,co,ct,de,fl,ga,hi,id,il,in,ia,ks,ky,la,me,md,ma,mi,mn,ms,mo,mt,ne,nv,nh,nj,nm,ny,\
            nc,nd,oh,ok,or,pa,ri,sc,sd,tn,tx,ut,vt,va,wa,wv,wi,wy,dc,d.c,pr,ariz,calif,colo,conn,fla,mich,minn,okla,\
            penn,tenn,tex,wis,wyo,ont,alabama,alaska,arizona,arkansas,california,\
            colorado,connecticut,delaware,florida,georgia,hawaii,idaho,illinois,indiana,iowa,kansas,kentucky,louisiana,maine,\
            maryland,massachusetts,michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new hampshire,new jersey,\
            new mexico,new york,north carolina,north dakota,ohio,oklahoma,oregon,pennsylvania,rhode island,south carolina,\
            south dakota,tennessee,texas,utah,vermont,virginia,washington,west virginia,wisconsin,wyoming,on,qc,bc,ab,mb,sk,\
            ns,nb,nl,pe,ontario,quebec,québec,british columbia,alberta,manitoba,saskatchewan,nova scotia,new brunswick,\
            newfoundland,prince edward island,nsw,vic,qld,tas,act,new south wales,victoria,queensland,tasmania,south australia,\
            western australia,northern territory,kent,essex,surrey,sussex,west sussex,east sussex,hampshire,devon,cornwall,dorset,\
            somerset,wiltshire,berkshire,oxfordshire,buckinghamshire,hertfordshire,herts,bedfordshire,cambridgeshire,norfolk,\
            suffolk,lincolnshire,nottinghamshire,derbyshire,leicestershire,northamptonshire,warwickshire,worcestershire,\
            gloucestershire,herefordshire,shropshire,staffordshire,cheshire,lancashire,yorkshire,west yorkshire,north yorkshire,\
            south yorkshire,cumbria,northumberland,durham,middlesex,merseyside,greater manchester,west midlands,tyne and wear,\
            scotland,wales,northern ireland,bayern,bavaria,hessen,sachsen,nordrhein-westfalen,lombardia,catalunya,cataluña,\
            andalucía,maharashtra,karnataka,tamil nadu,gujarat,rajasthan,haryana,punjab,kerala,telangana,delhi,guangdong,zhejiang,\
            jiangsu,shandong,noord-holland,zuid-holland,utrecht,gelderland,limburg,noord-brabant,overijssel,flevoland,friesland,\
            drenthe,zeeland,groningen
            """
        ),
        (
            .country,
            """
            usa,u.s.a,united states,united states of america,us,uk,united kingdom,great britain,england,canada,australia,\
            new zealand,ireland,germany,deutschland,france,spain,españa,italy,italia,netherlands,the netherlands,nederland,\
            holland,belgium,belgië,belgique,luxembourg,switzerland,schweiz,suisse,austria,österreich,denmark,danmark,sweden,\
            sverige,norway,norge,finland,suomi,iceland,poland,polska,czech republic,czechia,slovakia,hungary,romania,bulgaria,\
            greece,turkey,türkiye,portugal,russia,ukraine,belarus,estonia,latvia,lithuania,slovenia,croatia,serbia,\
            bosnia and herzegovina,albania,malta,cyprus,israel,egypt,morocco,tunisia,algeria,south africa,nigeria,kenya,ghana,\
            ethiopia,tanzania,uganda,india,pakistan,bangladesh,sri lanka,nepal,china,p.r. china,hong kong,taiwan,japan,korea,\
            south korea,singapore,malaysia,indonesia,thailand,vietnam,philippines,saudi arabia,united arab emirates,uae,qatar,\
            kuwait,bahrain,oman,jordan,lebanon,iran,iraq,azerbaijan,georgia,armenia,kazakhstan,uzbekistan,mexico,méxico,brazil,\
            brasil,argentina,chile,colombia,peru,perú,venezuela,ecuador,bolivia,uruguay,paraguay,costa rica,panama,guatemala,\
            honduras,el salvador,nicaragua,dominican republic,puerto rico,jamaica,trinidad and tobago,barbados,bahamas,cuba,россия,\
            日本,中国
            """
        ),
        (
            .street,
            """
            street,st,avenue,ave,road,rd,boulevard,blvd,drive,dr,lane,ln,way,court,ct,place,pl,square,sq,terrace,ter,\
            circle,cir,parkway,pkwy,highway,hwy,route,rte,trail,trl,plaza,loop,alley,crescent,cres,close,row,walk,mews,\
            grove,gardens,hill,quay,wharf,expressway,expy,freeway,fwy,turnpike,pike,broadway,straße,strasse,str,weg,platz,\
            allee,gasse,rue,chemin,via,viale,piazza,corso,largo,calle,avenida,av,paseo,plaça,carrer,camino,rua,travessa,\
            praça,straat,laan,plein,gracht,kade,dijk,singel,ulica,ul,utca,út,vägen,gatan,gata,gade,vej,katu,tie,ulitsa,\
            avda,ctra,plac,aleja,náměstí,улица,ул,проспект,jalan,jl,marg,nagar,estate,park,centre,industrial,bldg,building,box,p.o,po,pob,postbus,\
            postfach,bp,house,tower,center
            """
        ),
        (
            .unit,
            """
            suite,ste,unit,apt,apartment,floor,fl,room,rm,level,block,dept,building,bldg,flat,office,lot,#,box,piso,etage,\
            étage,stock
            """
        ),
        (
            .direction,
            """
            n,s,e,w,ne,nw,se,sw,n.e,n.w,s.e,s.w,north,south,east,west,northeast,northwest,southeast,southwest,nord,sud,ost,oost,zuid,\
            noord
            """
        ),
        (
            .job,
            """
            manager,director,president,vice,vp,ceo,cfo,cto,coo,owner,founder,co-founder,partner,principal,chairman,chair,\
            chief,officer,executive,head,coordinator,assistant,associate,administrator,supervisor,engineer,architect,designer,\
            consultant,attorney,lawyer,counsel,paralegal,realtor,broker,agent,representative,specialist,analyst,accountant,\
            secretary,treasurer,professor,lecturer,teacher,instructor,doctor,dentist,nurse,therapist,physician,technician,\
            developer,editor,writer,photographer,artist,chef,producer,dean,registrar,advisor,adviser,planner,marketing,sales,\
            operations,finance,human,resources,development,business,senior,junior,general,managing,regional,project,product,\
            account,customer,support,service,geschäftsführer,inhaber,leiter,directeur,eigenaar,medewerker,gérant,directrice,\
            direttore,gerente,md,phd,esq
            """
        ),
        (
            .company,
            """
            inc,llc,ltd,limited,corp,corporation,company,co,gmbh,ag,kg,ohg,bv,b.v,nv,n.v,sa,s.a,sl,s.l,sarl,sas,srl,\
            spa,s.p.a,oy,ab,as,a/s,aps,plc,pty,llp,lp,pc,group,holdings,associates,partners,services,solutions,systems,\
            university,college,school,institute,center,centre,hospital,clinic,church,museum,association,foundation,society,\
            council,department,bank,hotel,restaurant,studio,studios,agency,consulting,industries,international,enterprises,realty,\
            construction,technologies,productions,club,library,theatre,stadium
            """
        ),
        (
            .day,
            """
            monday,tuesday,wednesday,thursday,friday,saturday,sunday,mon,tue,tues,wed,thu,thur,thurs,fri,sat,sun,montag,\
            dienstag,mittwoch,donnerstag,freitag,samstag,sonntag,mo,di,mi,do,fr,sa,so,maandag,dinsdag,woensdag,donderdag,\
            vrijdag,zaterdag,zondag,ma,wo,vr,za,zo,lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche,lunes,martes,\
            miércoles,jueves,viernes,sábado,domingo,lunedì,martedì,mercoledì,giovedì,venerdì,sabato,domenica,weekdays,weekend,\
            weekends,daily,werkdagen
            """
        ),
        (
            .hours,
            """
            am,pm,a.m,p.m,open,opening,hours,closed,till,until,uhr,uur,gesloten,geschlossen,t/m,tot,van,est,pst,cst,mst,\
            noon,midnight,openingstijden,holidays,by,appointment
            """
        ),
        (
            .label,
            """
            tel,telephone,phone,fax,mobile,cell,email,e-mail,mail,address,office,contact,toll,free,call,ph,t,f,p,m,e,\
            website,web,telefon,telefax,telefoon,directions,location
            """
        ),
        (
            .honorific,
            """
            mr,mrs,ms,miss,dr,prof,sir,rev,herr,frau,dhr,mevr,mme,mlle,sr,sra,jr,iii,ii
            """
        ),
    ]
}
