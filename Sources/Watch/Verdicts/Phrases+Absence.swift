/// Pages that are not there, or not for now.
extension Phrases {
    static let notFound = Phrases(
        """
        page not found
        not found
        404
        can't be found
        cannot be found
        could not be found
        couldn't find
        can't find that page
        can't find the page
        page does not exist
        page doesn't exist
        page no longer exists
        no longer available
        page unavailable
        page is missing
        nothing was found
        seite nicht gefunden
        nicht gefunden
        seite existiert nicht
        existiert nicht
        nicht mehr verfugbar
        page introuvable
        introuvable
        page non trouvee
        n'existe pas
        n'existe plus
        pagina no encontrada
        no encontrada
        no se encuentra
        no existe
        pagina non trovata
        non trovata
        non esiste
        pagina nao encontrada
        nao encontrada
        nao existe
        pagina niet gevonden
        niet gevonden
        bestaat niet
        nie znaleziono
        nie istnieje
        strona nie zostala znaleziona
        stranka nenalezena
        sidan hittades inte
        siden blev ikke fundet
        siden ble ikke funnet
        sivua ei loytynyt
        страница не найдена
        не найдено
        sayfa bulunamadi
        ページが見つかりません
        页面不存在
        找不到
        """)

    /// What a page of that kind says in its text.
    static let notFoundText = Phrases(
        """
        was not found
        not be found
        couldn't find
        could not find
        can't find
        cannot find
        can't be found
        nothing was found
        does not exist
        doesn't exist
        no longer exist
        no longer available
        has been moved
        have been moved
        been removed
        been deleted
        error 404
        404 error
        page not found
        nicht finden
        nicht gefunden
        existiert nicht
        nicht mehr
        fehler 404
        n'existe pas
        n'existe plus
        ete deplacee
        introuvable
        erreur 404
        no existe
        no se encuentra
        no se ha encontrado
        ha sido movida
        error 404
        non esiste
        non e stata trovata
        errore 404
        nao existe
        nao foi encontrada
        erro 404
        bestaat niet
        niet gevonden
        nie istnieje
        nie znaleziono
        не найдена
        """)

    static let maintenance = Phrases(
        """
        be back soon
        back shortly
        be right back
        be back online
        under maintenance
        down for maintenance
        scheduled maintenance
        site maintenance
        maintenance mode
        undergoing maintenance
        performing maintenance
        maintenance in progress
        temporarily unavailable
        temporarily offline
        wartungsarbeiten
        wartungsmodus
        gewartet
        wegen wartung
        bald zuruck
        bald wieder da
        in kurze wieder
        en maintenance
        maintenance en cours
        momentanement indisponible
        temporairement indisponible
        de retour bientot
        bientot de retour
        en mantenimiento
        tareas de mantenimiento
        volvemos pronto
        volveremos pronto
        in manutenzione
        manutenzione in corso
        torniamo presto
        em manutencao
        voltamos em breve
        voltaremos em breve
        in onderhoud
        onderhoudswerkzaamheden
        zo terug
        przerwa techniczna
        prace konserwacyjne
        prace techniczne
        техническое обслуживание
        технические работы
        メンテナンス中
        """)
}
