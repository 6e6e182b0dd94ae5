import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// This device is not one of the account any more.
FormPage {
    id: page

    focus: true
    columnWidth: Theme.size.dialog

    NoticeHead {
        width: parent.width
        iconName: "device"
        title: qsTr("This device was removed")
        text: qsTr("Another device of yours removed it from your account. Your messages and keys were wiped from this computer; on your other devices everything is as it was.")
    }
    Gap {
        size: Theme.space.xxl
    }
    EqualButtons {
        width: parent.width

        Button {
            large: true
            text: qsTr("Close Sotto")
            onClicked: Qt.quit()
        }
        Button {
            large: true
            focus: true
            kind: Button.Primary
            text: qsTr("Start over")
            onClicked: App.startOver()
        }
    }
}
