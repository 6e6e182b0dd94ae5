import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// This computer's data is in use in another place: nothing can be done here but to join again.
FormPage {
    id: page

    focus: true
    columnWidth: Theme.size.dialog

    NoticeHead {
        width: parent.width
        iconName: "copy"
        title: qsTr("This device’s data is in use twice")
        text: qsTr("It was copied, or brought back from a backup. To keep your messages safe, nothing is sent from here any more. Your twelve words make this computer a device of its own; your history comes back with them.")
    }
    Gap {
        size: Theme.space.xxl
    }
    Button {
        anchors.horizontalCenter: parent.horizontalCenter
        focus: true
        large: true
        kind: Button.Primary
        text: qsTr("Join again with the words")
        onClicked: App.joinAgain()
    }
    Gap {
        size: Theme.space.m
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("What is on this computer is removed first. Messages that were not sent yet are lost.")
        type: Theme.type.caption
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
