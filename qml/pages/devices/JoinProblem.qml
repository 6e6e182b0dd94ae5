import QtQuick
import Sotto.App
import Sotto.Components

// Why this computer did not become a device of the account, and what may help.
//
//   link   the view-model (required)
Banner {
    id: banner

    required property LinkPage link

    signal relayRequested
    signal passphraseRequested
    signal retryRequested
    signal newWordsRequested

    kind: Banner.Danger
    iconName: "alert"
    title: banner.link.errorTitle
    text: banner.link.errorText

    Button {
        visible: banner.link.offersRetry && banner.link.waitSeconds === 0
        text: qsTr("Try again")
        onClicked: banner.retryRequested()
    }
    Button {
        visible: banner.link.offersRelay
        text: qsTr("Change relay")
        onClicked: banner.relayRequested()
    }
    Button {
        visible: banner.link.offersPassphrase
        text: qsTr("Add passphrase")
        onClicked: banner.passphraseRequested()
    }
    Button {
        visible: banner.link.offersNewWords
        text: qsTr("Type other words")
        onClicked: banner.newWordsRequested()
    }
}
