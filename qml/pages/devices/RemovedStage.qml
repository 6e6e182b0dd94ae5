import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// This device is not one of the account any more: it left, or another one removed it.
FormPage {
    id: page

    focus: true
    columnWidth: Theme.size.dialog

    NoticeHead {
        width: parent.width
        iconName: "device"
        title: App.leaving.endedElsewhere ? qsTr("Your account is deleted") : App.leftByItself ? qsTr("This device has left your account") : qsTr("This device was removed")
        text: App.leaving.endedElsewhere ? qsTr("The relay keeps nothing of it any more, and your messages and keys were wiped from this computer.") : App.leftByItself ? qsTr("Your messages and keys were wiped from this computer. Your other devices keep everything, and your twelve words bring it back here.") : qsTr("Another device of yours removed it from your account. Your messages and keys were wiped from this computer; on your other devices everything is as it was.")
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
