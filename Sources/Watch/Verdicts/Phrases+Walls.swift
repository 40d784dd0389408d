/// Pages that stand before the page: for people only, or for members only.
extension Phrases {
    static let human = Phrases(
        """
        not a robot
        you are a robot
        are you a robot
        you are human
        you are a human
        you're human
        human verification
        verify that you are
        verify you are
        verifying you are
        prove you are
        confirm you are
        unusual traffic
        unusual activity
        automated requests
        automated access
        suspicious activity
        security check
        security verification
        checking your browser
        checking if the site connection is secure
        press and hold
        press & hold
        complete the captcha
        solve the captcha
        solve this captcha
        enter the captcha
        enable javascript and cookies to continue
        enable js and disable any ad blocker
        pardon our interruption
        one more step
        please complete the security
        attention required
        ddos protection by
        just a moment
        making sure you're not a bot
        kein roboter
        ein mensch sind
        sie ein mensch
        sicherheitsprufung
        sicherheitsuberprufung
        ungewohnliche zugriffe
        ungewohnlichen datenverkehr
        nur einen moment
        pas un robot
        etes humain
        etes un humain
        controle de securite
        verification de securite
        trafic inhabituel
        un instant
        no es un robot
        no eres un robot
        es un ser humano
        es humano
        verificacion de seguridad
        control de seguridad
        trafico inusual
        un momento
        non sei un robot
        non essere un robot
        sei umano
        verifica di sicurezza
        controllo di sicurezza
        nao e um robo
        nao sou um robo
        voce e humano
        verificacao de seguranca
        geen robot
        een mens bent
        beveiligingscontrole
        nie jestes robotem
        nie jestem robotem
        jestes czlowiekiem
        weryfikacja
        не робот
        проверка безопасности
        проверка браузера
        """)

    static let login = Phrases(
        """
        must be logged in
        must log in
        must login
        must sign in
        need to be logged in
        need to log in
        need to sign in
        have to log in
        log in to continue
        login to continue
        sign in to continue
        log in to view
        sign in to view
        login to view
        log in to access
        sign in to access
        requires a login
        login required
        members only
        authentication required
        session has expired
        um fortzufahren
        bitte melden sie sich an
        anmeldung erforderlich
        mussen angemeldet sein
        nur fur mitglieder
        pour continuer
        veuillez vous connecter
        devez etre connecte
        vous identifier
        reserve aux membres
        para continuar
        debe iniciar sesion
        inicie sesion para
        solo para miembros
        per continuare
        effettua l'accesso
        accedi per
        devi accedere
        faca login para
        voce precisa estar logado
        entre para continuar
        log in om
        u moet ingelogd zijn
        musisz sie zalogowac
        zaloguj sie, aby
        """)
}
