pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// One row of what a search finds, with the roles of SearchModel.
//
//   current   the keyboard stands here
FocusScope {
    id: entry

    required property int index
    required property int kind
    required property string name
    required property string nameFormatted
    required property string initials
    required property int colorIndex
    required property url picture
    required property bool isNotes
    required property bool verified
    required property string excerpt
    required property string timeText
    required property string accessibleText
    property bool current: false

    readonly property bool isRow: entry.kind === SearchModel.Kind.Person || entry.kind === SearchModel.Kind.Message

    signal opened

    function open() {
        entry.kind !== SearchModel.Kind.Heading && entry.opened();
    }

    implicitHeight: content.implicitHeight

    OnDemand {
        id: content

        width: parent.width
        sourceComponent: entry.isRow ? found : entry.kind === SearchModel.Kind.Heading ? heading : more
    }

    Component {
        id: heading

        Label {
            leftPadding: Theme.space.m
            rightPadding: Theme.space.m
            topPadding: Theme.space.m
            bottomPadding: Theme.space.xs
            text: entry.name
            type: Theme.type.captionStrong
            color: Theme.color.text2
            elide: Text.ElideRight
            Accessible.role: Accessible.Heading
            Accessible.name: entry.name
        }
    }
    Component {
        id: found

        ConversationRow {
            focusPolicy: Qt.NoFocus
            name: entry.accessibleText
            title: entry.name
            formattedTitle: entry.nameFormatted
            time: entry.timeText
            preview: ""
            formattedPreview: entry.excerpt
            verified: entry.verified
            initials: entry.initials
            colorIndex: entry.colorIndex
            avatarSource: entry.picture
            avatarIcon: entry.isNotes ? "edit" : ""
            current: entry.current
            onClicked: entry.opened()
        }
    }
    Component {
        id: more

        Item {
            implicitHeight: Theme.size.navRow

            LinkButton {
                anchors.left: parent.left
                anchors.leftMargin: Theme.space.m
                anchors.verticalCenter: parent.verticalCenter
                focusPolicy: Qt.NoFocus
                text: entry.name
                onClicked: entry.opened()

                FocusRing {
                    shown: entry.current
                    cornerRadius: Theme.radius.tag
                }
            }
        }
    }
}
