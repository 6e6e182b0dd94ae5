import Sotto.App

// The page of an own invite, with its view-model.
InviteLinkPage {
    id: page

    function replace(uses: int, seconds: int) {
        App.invite.withdraw();
        App.newInvite(uses, seconds);
    }

    invite: App.invite
    onTermsChosen: (uses, seconds) => page.replace(uses, seconds)
}
