import QtQuick
import Sotto.App

// The page of an own invite, with its view-model.
InviteLinkPage {
    id: page
    focus: true

    function replace(uses: int, seconds: int) {
        App.invite.withdraw();
        App.newInvite(uses, seconds);
    }

    // The last one, until this page is gone.
    function follow() {
        App.invite !== null && (page.invite = App.invite);
    }

    invite: App.invite
    Component.onCompleted: page.follow()
    onTermsChosen: (uses, seconds) => page.replace(uses, seconds)

    Connections {
        target: App

        function onInviteChanged() {
            page.follow();
        }
    }
}
