import Sotto.App

// The page that opens somebody's invite, with its view-model.
OpenInvitePage {
    opening: App.inviteOpening
    onImageRequested: picker.choose()

    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.inviteOpening.openImage(file)
    }
}
