import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The twelve words, as on paper, with what may be done with them. No copying, no dragging.
//
//   words   the view-model (required)
Column {
    id: shown

    required property TwelveWords words
    property bool hidden: false

    readonly property bool ready: shown.words.words.length === 12

    signal laterRequested
    signal writtenDown
    signal saveRequested

    WordGrid {
        width: parent.width
        words: shown.ready ? shown.words.words : Array(12).fill("")
        hidden: shown.hidden || !shown.ready

        BusyDots {
            anchors.centerIn: parent
            visible: shown.words.busy
            color: Theme.color.accent
        }
    }
    Gap {
        size: Theme.space.xl
    }
    Banner {
        width: parent.width
        visible: shown.words.error.length > 0
        kind: Banner.Danger
        text: shown.words.error
    }
    Gap {
        size: Theme.space.m
        visible: shown.words.error.length > 0
    }
    Banner {
        width: parent.width
        title: qsTr("Whoever has these words can add a device and read along.")
        text: qsTr("Keep them off photos, mail and cloud notes. That is why there is no copy button.")
    }
    Gap {
        size: Theme.space.xxl
    }

    GridLayout {
        width: parent.width
        columns: shown.width < Theme.size.wordsColumn ? 1 : 2
        rowSpacing: Theme.space.m
        columnSpacing: Theme.space.s

        Flow {
            Layout.fillWidth: true
            // The first icon stands below the edge of the grid.
            Layout.leftMargin: -Theme.space.l
            Layout.alignment: Qt.AlignVCenter
            spacing: Theme.space.xs

            Button {
                kind: Button.Quiet
                iconName: shown.hidden ? "eye" : "eye-off"
                text: shown.hidden ? qsTr("Show") : qsTr("Hide")
                enabled: shown.ready
                onClicked: shown.hidden = !shown.hidden
            }
            Button {
                kind: Button.Quiet
                text: qsTr("Print")
                enabled: shown.ready
                onClicked: shown.words.print()
            }
            Button {
                kind: Button.Quiet
                text: qsTr("Save as PDF")
                enabled: shown.ready
                onClicked: shown.saveRequested()
            }
        }
        Flow {
            Layout.alignment: Qt.AlignRight
            Layout.preferredWidth: Math.min(shown.width, laterButton.implicitWidth + spacing + writtenButton.implicitWidth)
            spacing: Theme.space.s

            Button {
                id: laterButton

                large: true
                text: qsTr("Later")
                onClicked: shown.laterRequested()
            }
            Button {
                id: writtenButton

                width: Math.min(implicitWidth, parent.width)
                large: true
                focus: true
                kind: Button.Primary
                text: qsTr("I have written them down")
                enabled: shown.ready
                onClicked: shown.writtenDown()
            }
        }
    }
    Gap {
        size: Theme.space.m
    }
    Label {
        width: parent.width
        text: qsTr("Next, Sotto asks you for three of them.")
        type: Theme.type.caption
        color: Theme.color.text2
        horizontalAlignment: Theme.mirrored ? Text.AlignLeft : Text.AlignRight
        LayoutMirroring.enabled: false
        wrapMode: Text.Wrap
    }
}
