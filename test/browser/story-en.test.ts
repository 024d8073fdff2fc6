import { describeStory } from './story.ts'

describeStory('en')
