pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// The safety number, to be compared: digits and code, what they mean, and what was found.
//
//   conversation   the view-model (required)
Card {
    id: card

    required property Conversation conversation
    readonly property ContactDetails contact: card.conversation.contact
    readonly property bool compared: card.contact.comparison !== ContactDetails.Comparison.None

    signal imageRequested

    Column {
        width: parent.width

        Row {
            width: parent.width
            spacing: Theme.space.s

            Icon {
                id: shield

                anchors.verticalCenter: parent.verticalCenter
                name: card.contact.verified ? "shield-verified" : "shield"
                color: card.contact.verified ? Theme.color.good : Theme.color.text2
            }
            Label {
                width: parent.width - shield.width - parent.spacing
                text: qsTr("Safety number")
                type: Theme.type.heading
                wrapMode: Text.Wrap
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
        }
        Gap {
            size: Theme.space.xs
        }
        Label {
            width: parent.width
            text: card.contact.verified ? qsTr("You compared safety numbers with %1.").arg(card.contact.name) : qsTr("If %1 sees the same number, nobody stands between you. Compare in person or on a call.").arg(card.contact.name)
            type: Theme.type.notice
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Gap {
            size: Theme.space.m
        }
        QrCode {
            anchors.horizontalCenter: parent.horizontalCenter
            modules: card.contact.safetyQr
            modulePixels: Theme.size.qrModuleSafety
            name: qsTr("Code of the safety number")
        }
        Gap {
            size: Theme.space.m
        }
        SafetyNumberGrid {
            width: parent.width
            digits: Array.from(card.contact.safetyNumber).join("")
        }
        Gap {
            size: Theme.space.l
        }

        Banner {
            width: parent.width
            visible: card.compared
            kind: card.contact.comparison === ContactDetails.Comparison.Match ? Banner.Good : card.contact.comparison === ContactDetails.Comparison.Mismatch ? Banner.Danger : Banner.Warn
            title: card.contact.comparisonTitle
            text: card.contact.comparisonText
        }
        Gap {
            size: Theme.space.m
            visible: card.compared
        }

        OnDemand {
            width: parent.width
            sourceComponent: card.contact.comparison === ContactDetails.Comparison.Mismatch ? afterDifference : card.contact.verified ? whenVerified : toCompare
        }
    }

    Component {
        id: toCompare

        Column {
            spacing: Theme.space.s

            EqualButtons {
                width: parent.width

                Button {
                    kind: Button.Primary
                    text: qsTr("They match")
                    onClicked: card.contact.theyMatch()
                }
                Button {
                    text: qsTr("They differ")
                    onClicked: card.contact.theyDiffer()
                }
            }
            Flow {
                // Their icons stand below the edge of the others.
                x: Theme.mirrored ? 0 : -Theme.space.l
                width: parent.width + Theme.space.l

                Button {
                    kind: Button.Quiet
                    iconName: "image"
                    text: qsTr("Code from a picture")
                    busy: card.contact.busy
                    onClicked: card.imageRequested()
                }
                Button {
                    kind: Button.Quiet
                    iconName: "qr"
                    text: qsTr("Code on the screen")
                    busy: card.contact.busy
                    onClicked: card.contact.compareScreen()
                }
            }
        }
    }
    Component {
        id: whenVerified

        Button {
            kind: Button.Quiet
            text: qsTr("Take the mark away")
            onClicked: card.contact.removeMark()
        }
    }
    Component {
        id: afterDifference

        EqualButtons {
            Button {
                kind: Button.Danger
                text: qsTr("Pause sending")
                onClicked: card.conversation.pauseSending()
            }
            Button {
                text: qsTr("Back")
                onClicked: card.contact.forgetComparison()
            }
        }
    }
}
