import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// A link that came from another program: nothing happens with it before the person says so.
//
//   opening   the view-model (required)
FormPage {
    id: page

    required property InviteOpening opening

    columnWidth: Theme.size.dialog

    Keys.onEscapePressed: page.opening.dismissOutsideLink()

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.space.huge + Theme.space.xxl
        height: width
        radius: width / 2
        color: Theme.color.field
        border.width: Theme.size.edge
        border.color: Theme.color.tintEdge

        Icon {
            anchors.centerIn: parent
            name: "link"
            size: Theme.size.icon + Theme.space.xs
        }
    }
    Gap {
        size: Theme.space.xl
    }
    Label {
        width: parent.width
        text: qsTr("Open this invite?")
        type: Theme.type.title
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
        text: qsTr("Another program handed Sotto an invite at %1. Whoever made it learns your name, and is asked whether you may write.").arg(page.opening.outsideRelay)
        color: Theme.color.text2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
    Gap {
        size: Theme.space.xxl
    }
    Banner {
        width: parent.width
        visible: page.opening.error.length > 0
        kind: Banner.Danger
        iconName: "alert"
        title: page.opening.errorTitle
        text: page.opening.error
    }
    Gap {
        size: Theme.space.l
        visible: page.opening.error.length > 0
    }
    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.space.s

        Button {
            large: true
            focus: true
            text: qsTr("Not now")
            onClicked: page.opening.dismissOutsideLink()
        }
        Button {
            large: true
            kind: Button.Primary
            text: qsTr("Open invite")
            busy: page.opening.busy
            onClicked: page.opening.acceptOutsideLink()
        }
    }
}
