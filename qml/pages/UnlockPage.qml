import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Asks for the passphrase of the profile. Shows nothing of what is in it: no name, no picture.
//
//   locked        the profile was open and was locked; otherwise it is just being opened
//   appLock       the view-model (required)
FormPage {
    id: page

    required property bool locked
    required property AppLock appLock
    property bool forgotten: false

    columnWidth: Theme.size.promptColumn

    function unlock() {
        page.appLock.unlock(field.text);
        field.text = "";
    }

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
            name: "lock"
            size: Theme.size.icon + Theme.space.xs
        }
    }

    Gap {
        size: Theme.space.xl
    }

    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: page.locked ? qsTr("Sotto is locked") : qsTr("Unlock Sotto")
        type: Theme.type.title
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        topPadding: Theme.space.xs
        text: page.locked ? qsTr("New messages wait for you.") : qsTr("Your messages on this computer are under a password.")
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }

    Gap {
        size: Theme.space.xxl
    }

    TextInputField {
        id: field

        width: parent.width
        focus: true
        password: true
        name: qsTr("Password")
        error: page.appLock.error
        readOnly: page.appLock.busy
        onAccepted: unlockButton.activate()
    }

    Gap {
        size: Theme.space.m
    }

    Button {
        id: unlockButton

        width: parent.width
        large: true
        kind: Button.Primary
        text: qsTr("Unlock")
        busy: page.appLock.busy
        enabled: field.text.length > 0 && page.appLock.waitSeconds === 0
        onClicked: page.unlock()
    }

    Gap {
        size: Theme.space.m
    }

    Button {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: !page.forgotten
        kind: Button.Quiet
        text: qsTr("Forgot the password?")
        onClicked: page.forgotten = true
    }
    Label {
        width: parent.width
        visible: page.forgotten
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Nobody can reset this password.")
        type: Theme.type.labelStrong
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    Label {
        width: parent.width
        visible: page.forgotten
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Start again on a new profile. Everything in this one stays as it is, until you remember.")
        type: Theme.type.label
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
