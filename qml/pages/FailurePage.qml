import QtQuick
import Sotto.Components
import Sotto.Theme

// Sotto cannot open the profile, or cannot go on. Says what happened, what is kept, what to do.
//
//   title, body    as the core words them
//   actionText     on the button; empty shows none
//   showsRetry     whether trying again may help
FormPage {
    id: page

    required property string title
    required property string body
    required property string actionText
    property bool showsRetry: true

    signal actionRequested
    signal retryRequested

    columnWidth: Theme.size.dialog

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.space.huge + Theme.space.xxl
        height: width
        radius: width / 2
        color: Theme.color.warnTint
        border.width: Theme.size.edge
        border.color: Theme.color.tintEdge

        Icon {
            anchors.centerIn: parent
            name: "alert"
            size: Theme.size.icon + Theme.space.xs
            color: Theme.color.warn
        }
    }

    Gap {
        size: Theme.space.xl
    }

    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: page.title
        type: Theme.type.title
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: qsTr("%1. %2").arg(page.title).arg(page.body)
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        topPadding: Theme.space.s
        text: page.body
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }

    Gap {
        size: Theme.space.xxl
    }

    Flow {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, buttons.implicitWidth)
        spacing: Theme.space.s

        Row {
            id: buttons

            spacing: Theme.space.s

            Button {
                visible: page.actionText.length > 0
                focus: visible
                kind: Button.Primary
                text: page.actionText
                onClicked: page.actionRequested()
            }
            Button {
                visible: page.showsRetry
                focus: page.actionText.length === 0
                kind: page.actionText.length > 0 ? Button.Secondary : Button.Primary
                text: qsTr("Try again")
                onClicked: page.retryRequested()
            }
        }
    }
}
