pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// One page of the settings: a title, a sentence, and what can be set, in a column that scrolls.
//
//   title, lead   above the column (title required)
//   back          a button that leads to the list of pages: in the narrow layout
//   content       items, as wide as the column by binding to parent.width
FocusScope {
    id: section

    required property string title
    property string lead
    property bool back: false
    default property alias content: column.data

    readonly property int sideMargin: section.width < Theme.narrowBelow ? Theme.space.l : Theme.space.huge

    signal backRequested

    Accessible.role: Accessible.Pane
    Accessible.name: section.title

    Rectangle {
        anchors.fill: parent
        color: Theme.color.window
    }

    OnDemand {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        active: section.back

        sourceComponent: PageHeader {
            title: section.title
            back: true
            onBackRequested: section.backRequested()
        }
    }

    Flickable {
        id: flickable

        anchors.top: header.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        contentWidth: width
        contentHeight: column.y + column.height + Theme.space.huge
        boundsBehavior: Flickable.StopAtBounds
        clip: section.back

        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(Theme.size.settingsColumn, flickable.width - 2 * section.sideMargin)
            y: section.back ? Theme.space.l : Theme.space.huge
            spacing: Theme.space.l

            Column {
                width: parent.width
                visible: titleLabel.visible || leadLabel.visible
                spacing: Theme.space.xs

                Label {
                    id: titleLabel

                    width: parent.width
                    visible: !section.back
                    text: section.title
                    type: Theme.type.title
                    wrapMode: Text.Wrap
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }
                Label {
                    id: leadLabel

                    width: parent.width
                    visible: section.lead.length > 0
                    text: section.lead
                    color: Theme.color.text2
                    wrapMode: Text.Wrap
                }
            }
        }
    }

    ScrollToFocus {
        flickable: flickable
        margin: Theme.space.xl
    }
}
