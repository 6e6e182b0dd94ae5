import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The twelve words are typed, for what PhraseCare does with them.
//
//   care, entry    the view-models (required)
//   canDoWithout   there is a way on for who does not have them
FocusScope {
    id: asking

    required property PhraseCare care
    required property WordEntry entry
    property bool canDoWithout: false

    signal withoutWordsRequested

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width

        WordFields {
            width: parent.width
            focus: true
            words: asking.entry
        }
        Gap {
            size: Theme.space.l
        }
        WordSuggestions {
            width: parent.width
            words: asking.entry
        }
        Gap {
            size: Theme.space.l
        }
        WordProblem {
            id: problem

            width: parent.width
            words: asking.entry
        }
        Banner {
            id: failure

            width: parent.width
            visible: !problem.visible && asking.care.errorTitle.length > 0
            kind: Banner.Danger
            iconName: "alert"
            title: asking.care.errorTitle
            text: asking.care.errorText
        }
        Gap {
            size: Theme.space.l
            visible: problem.visible || failure.visible
        }
        GridLayout {
            width: parent.width
            columns: asking.width < Theme.size.wordsColumn ? 1 : 2
            rowSpacing: Theme.space.m
            columnSpacing: Theme.space.s

            Button {
                Layout.leftMargin: -Theme.space.l
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                visible: asking.canDoWithout
                kind: Button.Quiet
                text: qsTr("I do not have them")
                onClicked: asking.withoutWordsRequested()
            }
            RowLayout {
                Layout.alignment: Qt.AlignRight
                spacing: Theme.space.l

                Label {
                    text: qsTr("%1 of 12").arg(asking.entry.filled)
                    type: Theme.type.preview
                    color: Theme.color.text2
                    Accessible.name: qsTr("%1 of 12 words are there").arg(asking.entry.filled)
                }
                Button {
                    Layout.fillWidth: true
                    Layout.maximumWidth: implicitWidth
                    large: true
                    kind: Button.Primary
                    text: asking.care.submitText
                    enabled: asking.entry.complete
                    onClicked: asking.care.submit()
                }
            }
        }
        Gap {
            size: Theme.space.xxl
        }
        WordsNotice {
            width: parent.width
        }
    }
}
