import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Who invites: nothing has been sent before the person says so.
//
//   opening   the view-model (required)
FormPage {
    id: page

    required property InviteOpening opening

    signal declined

    columnWidth: Theme.size.dialog

    Accessible.role: Accessible.Pane
    Accessible.name: page.opening.invitation

    Keys.onEscapePressed: page.declined()

    Label {
        width: parent.width
        text: page.opening.invitation
        type: Theme.type.title
        textFormat: Text.PlainText
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Gap {
        size: Theme.space.xs
    }
    Label {
        width: parent.width
        text: qsTr("They chose this name themselves. If you go on, they learn your name and picture, and are asked whether you may write.")
        color: Theme.color.text2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
    Gap {
        size: Theme.space.xxl
    }
    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.space.s

        Button {
            large: true
            focus: true
            enabled: !page.opening.busy
            text: qsTr("Not now")
            onClicked: page.declined()
        }
        Button {
            large: true
            kind: Button.Primary
            text: qsTr("Ask to write")
            busy: page.opening.busy
            onClicked: page.opening.accept()
        }
    }
}
