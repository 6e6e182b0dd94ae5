pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// One of the own invites: its code and link to give away, and how long it waits.
//
//   invite   the view-model (required)
//   narrow   a bar with a button that leads back
FocusScope {
    id: page

    required property InvitePage invite
    property bool narrow: false

    // The link and what is done with it below each other: a narrow window, or large text.
    readonly property bool stacked: form.columnRoom < Theme.size.formColumn + 12 * Theme.size.line

    signal closed
    signal termsChosen(int uses, int lifetimeSeconds)

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Invite")

    Keys.onEscapePressed: page.closed()

    Rectangle {
        anchors.fill: parent
        color: Theme.color.window
    }
    FormPage {
        id: form

        anchors.fill: parent
        anchors.topMargin: header.height
        ground: Theme.color.window
        columnWidth: Theme.size.dialog
        spacing: 0
        focus: true

        Label {
            width: parent.width
            text: qsTr("Bring somebody in")
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
            text: qsTr("Send this link, or let them scan the code. Whoever opens it first can write to you.")
            color: Theme.color.text2
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
        }
        Gap {
            size: Theme.space.xxl
        }
        QrCode {
            anchors.horizontalCenter: parent.horizontalCenter
            modules: page.invite.qr
            modulePixels: Theme.size.qrModuleInvite
            name: qsTr("Code of the invite")
        }
        Gap {
            size: Theme.space.xl
        }

        GridLayout {
            width: parent.width
            columns: page.stacked ? 1 : 2
            columnSpacing: Theme.space.s
            rowSpacing: Theme.space.s

            TextInputField {
                Layout.fillWidth: true
                name: qsTr("Link of the invite")
                text: page.invite.shortLink
                mono: true
                readOnly: true
            }
            Button {
                Layout.fillWidth: page.stacked
                Layout.minimumWidth: implicitWidth
                focus: true
                large: true
                kind: Button.Primary
                iconName: page.invite.copied ? "check" : "copy"
                text: page.invite.copied ? qsTr("Copied") : qsTr("Copy link")
                onClicked: page.invite.copyLink()
            }
        }

        Gap {
            size: Theme.space.xl
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.space.m

            BusyDots {
                id: dots

                anchors.verticalCenter: parent.verticalCenter
                color: Theme.color.accent
            }
            Label {
                width: Math.min(Math.ceil(implicitWidth), form.columnRoom - dots.width - parent.spacing)
                elide: Text.ElideRight
                text: page.invite.published ? qsTr("Waiting for them to open it") : qsTr("Waiting for the relay to take it")
                color: Theme.color.text2
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }
        Gap {
            size: Theme.space.xl
        }
        Label {
            width: parent.width
            visible: page.invite.error.length > 0
            bottomPadding: Theme.space.m
            text: page.invite.error
            type: Theme.type.label
            color: Theme.color.dangerText
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
        Hairline {
            width: parent.width
        }
        Gap {
            size: Theme.space.m
        }
        GridLayout {
            width: parent.width
            columns: page.stacked && Theme.size.line > 0 ? 1 : 2
            columnSpacing: Theme.space.xxl
            rowSpacing: Theme.space.m

            Column {
                Layout.fillWidth: true

                Label {
                    width: parent.width
                    text: page.invite.terms
                    type: Theme.type.caption
                    color: Theme.color.text2
                    wrapMode: Text.Wrap
                }
                Label {
                    width: parent.width
                    text: qsTr("You can leave this page; the invite keeps waiting.")
                    type: Theme.type.caption
                    color: Theme.color.text2
                    wrapMode: Text.Wrap
                }
            }
            Row {
                spacing: Theme.space.xxl

                LinkButton {
                    text: qsTr("Change")
                    description: qsTr("For how many people, and for how long")
                    onClicked: terms.active = true
                }
                LinkButton {
                    text: qsTr("Withdraw")
                    ink: Theme.color.dangerText
                    description: qsTr("The link stops working")
                    onClicked: withdrawal.active = true
                }
            }
        }
    }

    OnDemand {
        id: header

        width: parent.width
        active: page.narrow

        sourceComponent: PageHeader {
            title: qsTr("Invite")
            back: true
            onBackRequested: page.closed()
        }
    }

    OnDemand {
        id: terms

        active: false

        sourceComponent: InviteTermsDialog {
            onClosed: terms.active = false
            onChosen: (uses, seconds) => page.termsChosen(uses, seconds)
            Component.onCompleted: open()
        }
    }
    OnDemand {
        id: withdrawal

        active: false

        sourceComponent: ConfirmDialog {
            heading: qsTr("Withdraw this invite?")
            lead: qsTr("Its link stops working. Whoever came through it already stays.")
            confirmText: qsTr("Withdraw invite")
            harmful: true
            onClosed: withdrawal.active = false
            onConfirmed: page.invite.withdraw()
            Component.onCompleted: open()
        }
    }
}
