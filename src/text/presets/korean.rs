//! `korean`: six hundred Korean stories of five to seven sentences, built as the English ones are.

use super::Topic;
use super::fill::{choose_steps, fill, pick, pick_two};
use crate::random::{Purpose, Stream};

const STORIES: u64 = 600;
const SEED: u64 = 21;

pub(crate) const TOPICS: [Topic; 8] = [
    Topic {
        places: &["시장", "가게", "빵집"],
        roles: &["상인", "손님", "할머니"],
        animals: &["고양이", "생쥐"],
        things: &["사과", "빵", "생선", "떡", "꿀"],
        tools: &["바구니", "상자", "저울"],
        qualities: &["맛있는", "값싼", "신선한"],
        verbs: &[("사고", "샀다"), ("먹고", "먹었다"), ("팔고", "팔았다")],
    },
    Topic {
        places: &["바닷가", "항구", "섬"],
        roles: &["어부", "선장", "등대지기"],
        animals: &["갈매기", "거북"],
        things: &["조개", "진주", "유리병", "지도", "보물"],
        tools: &["배", "그물", "바위"],
        qualities: &["반짝이는", "둥근", "푸른"],
        verbs: &[("씻고", "씻었다"), ("숨기고", "숨겼다"), ("찾고", "찾았다")],
    },
    Topic {
        places: &["학교", "도서관", "교실"],
        roles: &["선생님", "반장", "사서"],
        animals: &["앵무새", "햄스터"],
        things: &["책", "편지", "시", "공책", "소설"],
        tools: &["책상", "칠판", "의자"],
        qualities: &["재미있는", "긴", "어려운"],
        verbs: &[("읽고", "읽었다"), ("베끼고", "베꼈다"), ("외우고", "외웠다")],
    },
    Topic {
        places: &["숲", "동굴", "언덕"],
        roles: &["사냥꾼", "나무꾼", "산지기"],
        animals: &["여우", "부엉이", "곰"],
        things: &["버섯", "도토리", "열매", "깃털", "솔방울"],
        tools: &["천막", "등불", "나무"],
        qualities: &["신기한", "빨간", "마른"],
        verbs: &[("줍고", "주웠다"), ("모으고", "모았다"), ("그리고", "그렸다")],
    },
    Topic {
        places: &["궁전", "성", "탑"],
        roles: &["왕", "왕비", "기사"],
        animals: &["용", "말"],
        things: &["왕관", "칼", "반지", "방패", "목걸이"],
        tools: &["성문", "깃발", "촛대"],
        qualities: &["빛나는", "귀한", "무거운"],
        verbs: &[("지키고", "지켰다"), ("훔치고", "훔쳤다"), ("바치고", "바쳤다")],
    },
    Topic {
        places: &["극장", "무대", "음악실"],
        roles: &["가수", "무용수", "지휘자"],
        animals: &["카나리아", "강아지"],
        things: &["피아노", "북", "피리", "바이올린", "기타"],
        tools: &["거울", "커튼", "조명"],
        qualities: &["멋진", "낡은", "유명한"],
        verbs: &[("연주하고", "연주했다"), ("닦고", "닦았다"), ("배우고", "배웠다")],
    },
    Topic {
        places: &["정원", "밭", "과수원"],
        roles: &["농부", "정원사", "꽃장수"],
        animals: &["토끼", "달팽이"],
        things: &["장미", "당근", "호박", "튤립", "수박"],
        tools: &["삽", "울타리", "사다리"],
        qualities: &["예쁜", "싱싱한", "노란"],
        verbs: &[("심고", "심었다"), ("가꾸고", "가꾸었다"), ("키우고", "키웠다")],
    },
    Topic {
        places: &["산", "오두막", "호숫가"],
        roles: &["목동", "나그네", "노인"],
        animals: &["늑대", "사슴"],
        things: &["썰매", "목도리", "장갑", "외투", "모자"],
        tools: &["난로", "지붕", "굴뚝"],
        qualities: &["따뜻한", "하얀", "두꺼운"],
        verbs: &[("고치고", "고쳤다"), ("말리고", "말렸다"), ("만들고", "만들었다")],
    },
];

pub(crate) const NAMES: [&str; 18] = [
    "민수", "지수", "영희", "철수", "수미", "유리", "준호", "미나", "은지", "현우", "지훈", "수빈", "하은", "서연", "도윤", "정민", "보람",
    "가람",
];
pub(crate) const DAYS: [&str; 5] = ["월요일", "화요일", "금요일", "토요일", "일요일"];

/// The steps of a story. Each has several variants.
const STEPS: [&[&str]; 7] = [
    &[
        "{day}에 {hero:은} {friend:과} 함께 {place}에 갔다.",
        "{hero:은} {place}에서 {role:을} 만났다.",
        "{role:이} {hero:과} {friend:을} {place:로} 불렀다.",
        "{hero:은} {friend:을} 만나러 {place}에 갔다.",
    ],
    &[
        "{hero:은} {quality} {thing:을} {wish} 싶었다.",
        "{role:은} {hero}에게 {quality} {thing:을} 보여 주었다.",
        "{hero:은} {role:을} 위해 {thing:을} {did}.",
    ],
    &[
        "그런데 {animal:이} {thing:을} 가지고 달아났다.",
        "그런데 {thing:이} {tool} 뒤로 떨어졌다.",
        "갑자기 {tool:이} 흔들리고 {thing:이} 없어졌다.",
        "그런데 {animal:이} {thing} 위에 앉았다.",
    ],
    &["{hero:은} 깜짝 놀라서 {role:을} 불렀다.", "{hero:은} {thing:이} 어디에 있는지 물었다.", "{friend:은} {animal:을} 보고 크게 웃었다."],
    &[
        "{friend:이} {tool} 아래에서 {thing:을} 찾았다.",
        "두 사람은 {tool} 옆에서 {animal:을} 잡았다.",
        "{role:이} {tool:을} 옮기고 {hero:을} 도왔다.",
    ],
    &["{hero:은} {friend}에게 고맙다고 말했다.", "그래서 {hero:은} {thing:을} 다시 {did}.", "{role:은} {animal}에게도 {thing:을} 주었다."],
    &[
        "저녁에 두 사람은 {place}에서 {animal} 이야기를 했다.",
        "그 뒤로 {hero:은} {day}마다 {friend:과} {thing:을} {did}.",
        "밤에 {hero:은} {quality} {thing} 꿈을 꾸었다.",
        "{hero:은} {place}의 {animal:을} 잊지 못했다.",
    ],
];

pub fn documents() -> Vec<Vec<String>> {
    (0..STORIES).map(|number| story(&mut Stream::new(SEED, Purpose::Corpus, number))).collect()
}

fn story(stream: &mut Stream) -> Vec<String> {
    let topic = &TOPICS[stream.below(TOPICS.len())];
    let (hero, friend) = pick_two(stream, &NAMES);
    let (wish, did) = pick(stream, topic.verbs);
    let slots = [
        ("hero", hero),
        ("friend", friend),
        ("place", pick(stream, topic.places)),
        ("role", pick(stream, topic.roles)),
        ("animal", pick(stream, topic.animals)),
        ("thing", pick(stream, topic.things)),
        ("tool", pick(stream, topic.tools)),
        ("quality", pick(stream, topic.qualities)),
        ("day", pick(stream, &DAYS)),
        ("wish", wish),
        ("did", did),
    ];
    let wanted = 5 + stream.below(3);
    let steps = choose_steps(stream, STEPS.len(), wanted);
    steps.into_iter().map(|step| fill(pick(stream, STEPS[step]), &slots)).collect()
}
