import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Shows the whole address of a link before the browser gets it.
//
//   conversation   whose link waits for the person's word (required)
Dialog {
    id: dialog

    required property Conversation conversation

    heading: qsTr("Open this link?")
    lead: qsTr("Your browser opens %1. Whoever runs it learns that you came.").arg(dialog.conversation.linkHost)
    onClosed: dialog.conversation.dismissLink()

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: addressText.implicitHeight + 2 * Theme.space.m
        radius: Theme.radius.inset
        color: Theme.color.theirsInset
        border.width: Theme.size.edge
        border.color: Theme.color.tintEdge

        Label {
            id: addressText

            x: Theme.space.m
            y: Theme.space.m
            width: parent.width - 2 * Theme.space.m
            LayoutMirroring.enabled: false
            text: dialog.conversation.linkToConfirm
            type: Theme.type.code
            wrapMode: Text.WrapAnywhere
            maximumLineCount: 8
            elide: Text.ElideRight
            Accessible.role: Accessible.StaticText
            Accessible.name: qsTr("Address: %1").arg(dialog.conversation.linkToConfirm)
        }
    }
    Banner {
        Layout.fillWidth: true
        visible: dialog.conversation.linkWarning.length > 0
        text: dialog.conversation.linkWarning
    }

    buttons: [
        Button {
            kind: Button.Quiet
            text: qsTr("Copy address")
            onClicked: dialog.conversation.copyConfirmedLink()
        },
        Button {
            text: qsTr("Cancel")
            onClicked: dialog.close()
        },
        Button {
            kind: Button.Primary
            text: qsTr("Open link")
            onClicked: dialog.conversation.openConfirmedLink()
        }
    ]
}
