import Sotto.App

// The page that opens somebody's invite, with its view-model.
OpenInvitePage {
    focus: true
    opening: App.inviteOpening
    onImageRequested: picker.choose()

    FilePicker {
        id: picker

        pictures: true
        onChosen: file => App.inviteOpening.openImage(file)
    }
}
