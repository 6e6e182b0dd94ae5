pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The first page of a new profile: a name, and in.
//
//   firstRun   the view-model (required)
//   canLink    whether twelve words can be typed here instead
FormPage {
    id: page

    required property FirstRun firstRun
    property bool canLink: false
    property bool changingRelay: false

    readonly property bool hasPicture: String(page.firstRun.picture).length > 0

    // The first letters of the first and of the last word.
    function initialsOf(words: var): string {
        const last = words.length > 1 ? words[words.length - 1] : "";
        return ((Array.from(words[0])[0] ?? "") + (Array.from(last)[0] ?? "")).toUpperCase();
    }

    signal pictureRequested
    signal linkRequested

    footer: Item {
        implicitHeight: relayLine.height + Theme.space.l

        Row {
            id: relayLine

            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.space.s
            visible: !page.changingRelay

            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Relay: %1").arg(page.firstRun.defaultRelay)
                type: Theme.type.caption
                color: Theme.color.text2
            }
            LinkButton {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Change")
                type: Theme.type.captionStrong
                description: qsTr("Use another relay")
                onClicked: page.changingRelay = true
            }
        }
    }

    BrandIcon {
        anchors.left: parent.left
    }

    Gap {
        size: Theme.space.xxl
    }

    Label {
        width: parent.width
        text: qsTr("What should people call you?")
        type: Theme.type.display
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Gap {
        size: Theme.space.s
    }

    Label {
        width: parent.width
        text: qsTr("Only the people you talk to will see this name. There is no account, phone number or e-mail.")
        type: Theme.type.lead
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }

    Gap {
        size: Theme.space.xxl
    }

    Item {
        width: parent.width
        height: nameField.height

        TextInputField {
            id: nameField

            anchors.left: parent.left
            anchors.right: pictureButton.left
            anchors.rightMargin: Theme.space.m
            focus: true
            label: qsTr("Your name")
            error: page.firstRun.error
            onAccepted: startButton.activate()
        }
        AvatarButton {
            id: pictureButton

            anchors.right: parent.right
            y: nameField.input.y
            size: Theme.size.input
            initials: page.initialsOf(nameField.text.trim().split(/\s+/))
            colorIndex: 7
            source: page.firstRun.picture
            name: page.hasPicture ? qsTr("Remove the picture") : qsTr("Add a picture")
            onClicked: page.hasPicture ? page.firstRun.clearPicture() : page.pictureRequested()
        }
    }

    Gap {
        size: Theme.space.l
    }

    TextInputField {
        id: relayField

        width: parent.width
        visible: page.changingRelay
        label: qsTr("Address of the relay")
        placeholder: page.firstRun.defaultRelay
        hint: qsTr("A relay keeps messages until they are fetched. It cannot read them.")
        error: page.firstRun.relayError
        onEdited: page.firstRun.relayText = text
        onAccepted: startButton.activate()
        onVisibleChanged: visible && forceActiveFocus()
    }

    Gap {
        size: Theme.space.l
        visible: page.changingRelay
    }

    Button {
        id: startButton

        width: parent.width
        large: true
        kind: Button.Primary
        text: qsTr("Start")
        busy: page.firstRun.busy
        enabled: nameField.text.trim().length > 0 && page.firstRun.relayError.length === 0
        onClicked: page.firstRun.start(nameField.text)
    }

    Gap {
        size: Theme.space.xxl
        visible: page.canLink
    }

    Button {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: page.canLink
        kind: Button.Quiet
        text: qsTr("I have twelve words already")
        onClicked: page.linkRequested()
    }
}
