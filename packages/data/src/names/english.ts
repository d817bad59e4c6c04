/** English given names. */
export const english = `
Aaron Abigail Abraham Ada Adam Adrian Agnes Aidan Alan Albert Alex Alexander Alexandra Alfred Alice Alison
Amanda Amber Amelia Amy Andrea Andrew Angela Ann Anna Anne Annie Anthony April Archibald Arnold Arthur
Ashley Audrey Austin Ava Barbara Barry Basil Beatrice Becky Benjamin Bernard Bertha Beth Betty Beverly Blake
Bonnie Bradley Brandon Brenda Brian Bridget Brooke Bruce Bryan Caleb Calvin Cameron Candice Carl Carol
Caroline Carrie Catherine Cecil Cecilia Charles Charlotte Chelsea Chester Chloe Christian Christina
Christine Christopher Claire Clara Clarence Clark Clifford Clive Cody Colin Connor Constance Cora Corey
Courtney Craig Crystal Curtis Cynthia Cyril Daisy Dale Daniel Danielle Darlene Darren David Dawn Dean
Deborah Denise Dennis Derek Diana Diane Dominic Donald Donna Dora Doreen Doris Dorothy Douglas Duncan Dustin
Dylan Earl Edgar Edith Edmund Edward Edwin Eileen Elaine Eleanor Eli Elijah Elizabeth Ella Ellen Elliot
Elmer Elsie Emily Emma Eric Erin Ernest Esther Ethan Ethel Eugene Eva Evan Evelyn Faith Felicity Fiona
Florence Frances Francis Frank Franklin Fred Frederick Gabriel Gail Gareth Garrett Gary Gavin Gemma Geoffrey
George Georgia Gerald Geraldine Gilbert Gillian Gina Gladys Glen Gloria Gordon Grace Graham Grant Gregory
Guy Gwendolyn Hannah Harold Harriet Harry Harvey Hazel Heather Hector Heidi Helen Henry Herbert Hilary Holly
Hope Horace Howard Hubert Hugh Hugo Ian Ida Imogen Irene Iris Isaac Isabel Isabella Ivan Ivy Jack Jacob
Jacqueline Jake James Jamie Jane Janet Janice Jared Jasmine Jason Jay Jean Jeffrey Jemima Jennifer Jeremy
Jerome Jesse Jessica Jill Joan Joanna Joel John Jonathan Jordan Joseph Joshua Joy Joyce Judith Julia Julian
Julie June Justin Karen Kate Katherine Kathleen Katie Kay Keith Kelly Kenneth Kevin Kimberly Kirk Kyle Laura
Lauren Laurence Leah Lee Leo Leonard Leslie Lewis Liam Lillian Lily Linda Lisa Lloyd Logan Lois Lorna
Lorraine Louis Louise Lucas Lucy Luke Lydia Lynn Mabel Madeline Madison Malcolm Marcus Margaret Maria Marian
Marilyn Marion Marjorie Mark Martha Martin Mary Matilda Matthew Maud Maureen Maurice Max Maxine May Megan
Melanie Melissa Mercy Michael Michelle Mildred Millie Miranda Miriam Mitchell Molly Monica Morgan Morris
Muriel Myrtle Nancy Naomi Natalie Nathan Nathaniel Neil Nelson Nicholas Nicola Nicole Nigel Noah Noel Nora
Norman Oliver Olivia Oscar Oswald Owen Paige Pamela Patience Patricia Patrick Paul Paula Pauline Pearl Peggy
Penelope Percy Peter Philip Phoebe Phyllis Polly Priscilla Prudence Rachel Ralph Randall Raymond Rebecca
Reginald Rex Rhoda Richard Rita Robert Robin Rodney Roger Roland Ronald Rosalind Rose Rosemary Ross Roy Ruby
Rupert Russell Ruth Ryan Sally Samantha Samuel Sandra Sara Sarah Scott Sean Selina Seth Shane Shannon Sharon
Shaun Shawn Sheila Shirley Sidney Simon Sophia Sophie Spencer Stacey Stanley Stella Stephanie Stephen Steven
Stewart Stuart Susan Suzanne Sybil Sylvia Tabitha Tamara Tara Taylor Terence Teresa Thelma Theodore Thomas
Tiffany Timothy Tina Tobias Toby Todd Tracy Travis Trevor Tristan Tyler Ursula Valerie Vanessa Vera Vernon
Veronica Victor Victoria Vincent Viola Violet Virginia Vivian Wallace Walter Wanda Warren Wayne Wendy Wesley
Wilfred William Willow Winifred Winston Yvonne Zachary Zoe
`;
