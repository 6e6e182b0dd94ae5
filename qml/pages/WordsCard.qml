import QtQuick
import Sotto.Components
import Sotto.Theme

// The quiet reminder below the list, until the twelve words are written down.
Card {
    id: card

    signal showRequested
    signal laterRequested

    Column {
        width: parent.width

        Row {
            width: parent.width
            spacing: Theme.space.m

            Icon {
                id: sign

                name: "key"
                size: Theme.size.iconBanner
                color: Theme.color.accentText
            }
            Column {
                width: parent.width - sign.width - parent.spacing

                Label {
                    width: parent.width
                    text: qsTr("Twelve words, once")
                    type: Theme.type.bodyStrong
                    wrapMode: Text.Wrap
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }
                Label {
                    width: parent.width
                    text: qsTr("They bring everything back if this computer is lost. Nothing else can.")
                    type: Theme.type.notice
                    color: Theme.color.text2
                    wrapMode: Text.Wrap
                }
                Gap {
                    size: Theme.space.m
                }
                Flow {
                    width: parent.width
                    spacing: Theme.space.xxl

                    LinkButton {
                        text: qsTr("Show them")
                        onClicked: card.showRequested()
                    }
                    LinkButton {
                        text: qsTr("Later")
                        ink: Theme.color.text2
                        onClicked: card.laterRequested()
                    }
                }
            }
        }
    }
}
