pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// Opens somebody's invite: its link pasted, its code in a picture, or its code on the screen.
//
//   opening   the view-model (required)
//   narrow    a bar with a button that leads back
FocusScope {
    id: page

    required property InviteOpening opening
    property bool narrow: false

    signal closed
    signal imageRequested

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Open an invite")

    Keys.onEscapePressed: page.closed()
    Component.onDestruction: page.opening.forgetError()

    DropArea {
        id: drop

        anchors.fill: parent
        onDropped: drop => drop.hasUrls ? page.opening.openImage(drop.urls[0]) : page.opening.open(drop.text)
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.color.window
    }
    FormPage {
        anchors.fill: parent
        anchors.topMargin: header.height
        ground: Theme.color.window
        columnWidth: Theme.size.dialog
        focus: true

        Label {
            width: parent.width
            text: qsTr("Open an invite")
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
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, Theme.size.formColumn)
            text: qsTr("Paste the link that somebody sent you. They are asked whether you may write to them.")
            color: Theme.color.text2
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
        }
        Gap {
            size: Theme.space.xxl
        }
        GridLayout {
            width: parent.width
            columns: parent.width < Theme.size.formColumn ? 1 : 2
            columnSpacing: Theme.space.s
            rowSpacing: Theme.space.s

            TextInputField {
                id: field

                Layout.fillWidth: true
                focus: true
                mono: true
                name: qsTr("Link of the invite")
                placeholder: qsTr("sotto://…")
                readOnly: page.opening.busy
                onEdited: page.opening.forgetError()
                onAccepted: openButton.activate()
            }
            Button {
                id: openButton

                Layout.alignment: Qt.AlignTop
                Layout.fillWidth: parent.width < Theme.size.formColumn
                large: true
                kind: Button.Primary
                text: qsTr("Open invite")
                busy: page.opening.busy
                enabled: field.text.trim().length > 0
                onClicked: page.opening.open(field.text)
            }
        }
        Gap {
            size: Theme.space.m
            visible: errorBanner.visible
        }
        Banner {
            id: errorBanner

            width: parent.width
            visible: page.opening.error.length > 0 || page.opening.errorTitle.length > 0
            kind: Banner.Danger
            iconName: "alert"
            title: page.opening.errorTitle
            text: page.opening.error
        }
        Gap {
            size: Theme.space.xxl
        }
        SettingsGroup {
            heading: qsTr("Or use a code")

            SettingsRow {
                width: parent.width
                iconName: "copy"
                text: qsTr("Paste a link or a picture")
                enabled: !page.opening.busy
                onClicked: page.opening.paste()
            }
            SettingsRow {
                width: parent.width
                iconName: "image"
                text: qsTr("Choose a picture with a code")
                description: qsTr("Or drop one on this page.")
                enabled: !page.opening.busy
                onClicked: page.imageRequested()
            }
            SettingsRow {
                width: parent.width
                iconName: "qr"
                text: qsTr("Read a code from the screen")
                description: qsTr("For a code that another window shows.")
                enabled: !page.opening.busy
                onClicked: page.opening.scanScreen()
            }
        }
    }

    OnDemand {
        id: header

        width: parent.width
        active: page.narrow

        sourceComponent: PageHeader {
            title: qsTr("Open an invite")
            back: true
            onBackRequested: page.closed()
        }
    }

    DropHint {
        anchors.fill: parent
        visible: drop.containsDrag
        text: qsTr("Drop the link or the picture here")
    }
}
